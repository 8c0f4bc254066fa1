using System.Globalization;
using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Planning;

/// <summary>Refuses programs whose passes are more, or larger, than any optimizer's: schedules of them would be looked for too long.</summary>
internal static class PlanSize
{
    /// <summary>Whether a program can be planned; says why where it cannot.</summary>
    public static bool Check(ElementValues elements, SourceSpan place, FindingBag findings)
    {
        StepProgram program = elements.Program;
        var levels = new Levels(program, new Dictionary<int, int>());
        if (levels.Count > RecipeLimits.Levels)
        {
            findings.Report(FindingCatalog.TooManyPasses, place, program.Name, Text(levels.Count), Text(RecipeLimits.Levels));
            return false;
        }
        var schedule = new Schedule(elements, levels, []);
        int values = Enumerable.Range(0, levels.Count).Sum(pass => schedule.Needed(pass).Count());
        if (values <= RecipeLimits.ValuesInPasses) return true;
        findings.Report(FindingCatalog.TooMuchInPasses, place, program.Name, Text(values), Text(RecipeLimits.ValuesInPasses));
        return false;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
