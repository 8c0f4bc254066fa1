using StableSpamCompose.Compiler;
using StableSpamCompose.Compiler.Text;
using StableSpamCompose.Fuzz.Tests.Running;
using StableSpamCompose.JustInTime;

namespace StableSpamCompose.Fuzz.Tests;

/// <summary>Programs that once had other bits than the interpreter, or did not compile, cut down.</summary>
public class FoundProgramTests
{
    public static TheoryData<string, string, string[]> Programs { get; } = new()
    {
        {
            "a state that starts from a subnormal number", "chain: [X]",
            ["""
             transform: X
             state: { s: { per: element, initial: 1e-40 } }
             rule: |
               k = lr
             """]
        },
        {
            "a condition that kernels read too, on what is assigned before its last use", "chain: [First, Second, Third]",
            ["""
             transform: First
             rule: |
               reset moments after step when 2 <= lr
             """,
             """
             transform: Second
             state: { s: { per: step, moment: true } }
             rule: |
               s = 0.3
             """,
             """
             transform: Third
             state: { m: { per: element, moment: true } }
             rule: |
               lr = 1000 * lr + 10
             """]
        },
        {
            "a tensor state that becomes the number of elements after a later pass", "chain: [X]",
            ["""
             transform: X
             state: { s: { per: tensor, initial: 2 } }
             rule: |
               old = s
               s = numel
               g = g / (norm(g) + old)
             """]
        },
        {
            "tensor states that become one another's old values, one after the other", "chain: [X]",
            ["""
             transform: X
             state: { p: { per: tensor, initial: 1 }, q: { per: tensor, initial: 2 }, r: { per: tensor, initial: 3 } }
             rule: |
               late = r
               r = q
               q = p
               p = numel
               g = g / (norm(g) + late)
             """]
        },
        {
            "tensor states that change places", "chain: [X]",
            ["""
             transform: X
             state: { p: { per: tensor, initial: 1 }, q: { per: tensor, initial: 2 } }
             rule: |
               old = p
               p = q
               q = old
               g = g / (norm(g) + q)
             """]
        },
        {
            "a condition that begins like a generic call", "chain: [X]",
            ["""
             transform: X
             rule: |
               a = 2 * g
               b = 3 * w
               c = if a < b then a > (b + g) * b else b < a
               g = if c then g else a
             """]
        },
        {
            "a state of blocks that starts from less than fp32 has, on the way to -0", "chain: [X]",
            ["""
             transform: X
             state: { s: { per: block, initial: -1e-300 } }
             rule: |
               s = 0.5 * s
               g = g + s
             """]
        },
        {
            "a choice between nothing and what takes long", "chain: [ X: { decay: { fixed: 0 } } ]",
            ["""
             transform: X
             hyperparameters: { decay: { default: 0 } }
             rule: |
               u = if g > w then decay + decay else tanh(g)
               g = g * u
             """]
        },
        {
            "a chain that does nothing at all", "chain: [X]",
            ["""
             transform: X
             apply: own
             hyperparameters: { on: { default: false } }
             rule: |
               if on: g = 2 * g
             """]
        },
    };

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_program_that_went_wrong_once_has_the_bits_of_the_interpreter(string what, string chain, string[] transforms)
    {
        var findings = new FindingBag();
        CompiledOptimizer? compiled = Verdict.Compile("optimizer: Found\n" + chain + "\n", transforms, findings);
        Assert.True(compiled is not null, string.Join("\n", findings.Findings));

        string? failure = Verdict.Judge(compiled, InMemoryAssembly.Load([compiled], findings)[0], seed: 1, isLarge: true);
        Assert.True(failure is null, $"{what}: {failure}");
    }
}
