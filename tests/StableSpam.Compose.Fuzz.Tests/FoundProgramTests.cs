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
