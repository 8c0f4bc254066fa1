using System.Globalization;
using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Lowering;

/// <summary>Refuses rules that compute more than any optimizer, before anything walks their graph.</summary>
internal static class ProgramSize
{
    /// <summary>Checks the programs of an optimizer together.</summary>
    public static void Check(IReadOnlyList<StepProgram> programs, SourceSpan place, FindingBag findings)
    {
        int values = programs.Sum(program => program.Nodes.Sum(ValuesOf));
        if (values > RecipeLimits.Values)
            findings.Report(FindingCatalog.TooManyValues, place, programs[0].Name, Text(values), Text(RecipeLimits.Values));
    }

    // A power becomes a product for each bit of its exponent, and one more for each bit that is set.
    private static int ValuesOf(Node node)
    {
        int values = 1;
        if (node.Opcode != Opcode.IntegerPower) return values;
        for (long rest = Math.Abs((long)node.Exponent); rest > 1; rest >>= 1) values += 1 + (int)(rest & 1);
        return values;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
