using StableSpamCompose.Compiler;
using StableSpamCompose.Compiler.Text;
using StableSpamCompose.Fuzz.Tests.Running;
using StableSpamCompose.JustInTime;

namespace StableSpamCompose.Fuzz.Tests;

/// <summary>Rules over rows, columns, matrices and blocks that a schedule, a store or a fold can easily get wrong.</summary>
public class PartProgramTests
{
    public static TheoryData<string, string> Rules { get; } = new()
    {
        {
            "the old state of a row is read by the last pass, and so is the new one",
            """
            state: { r: { per: row, initial: 1 } }
            rule: |
              old = r
              r = mean(g^2, over: columns)
              u = g * old + r
              g = u / (norm(u) + 1)
            """
        },
        {
            "columns of many slabs of rows",
            """
            state: { c: { per: column } }
            rule: |
              c = sum(g, over: rows) + sum(g * w, over: rows)
              g = g + c
            """
        },
        {
            "states of rows that change places",
            """
            state: { p: { per: row, initial: 1 }, q: { per: row, initial: 2 } }
            rule: |
              old = p
              p = q
              q = old
              g = g / (p + q + mean(abs(g), over: columns)) + p
            """
        },
        {
            "states of matrices that change places, and values of rows between",
            """
            state: { p: { per: matrix, initial: 1 }, q: { per: matrix, initial: 2 } }
            rule: |
              old = p
              p = q
              q = old + amax(mean(abs(g), over: columns), over: rows)
              g = g / (p + q) + norm(g, over: rows) * old
            """
        },
        {
            "blocks that lie across rows",
            """
            view: flattened
            state: { v: { per: block }, r: { per: row } }
            rule: |
              v = 0.5 * v + 0.5 * mean(g^2, over: block)
              r = r + rms(g / (sqrt(v) + 1), over: columns)
              g = g / (sqrt(v) + r + 1)
            """
        },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_rule_over_parts_has_the_bits_of_the_interpreter(string what, string rule)
    {
        var findings = new FindingBag();
        CompiledOptimizer? compiled = Verdict.Compile("optimizer: Parts\nchain: [X]\n", ["transform: X\n" + rule + "\n"], findings);
        Assert.True(compiled is not null, string.Join("\n", findings.Findings));

        string? failure = Verdict.Judge(compiled, InMemoryAssembly.Load([compiled], findings)[0], seed: 1, isLarge: true);
        Assert.True(failure is null, $"{what}: {failure}");
    }
}
