using StableSpamCompose.Compiler;
using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Planning;
using StableSpamCompose.Compiler.Tests.Planning;
using StableSpamCompose.Compiler.Text;
using StableSpamCompose.Fuzz.Tests.Generation;
using StableSpamCompose.Fuzz.Tests.Running;

namespace StableSpamCompose.Fuzz.Tests;

/// <summary>The scheduler against all schedules that there are, on small random programs.</summary>
public class RandomPlanTests
{
    private const int MostNodes = 60;
    private const long MostSchedules = 50_000;

    [Fact]
    public void No_schedule_of_a_small_program_is_cheaper()
    {
        int compared = 0;
        for (int seed = FuzzSettings.Seed; seed < FuzzSettings.Seed + FuzzSettings.Count; seed++)
        {
            CompiledOptimizer? compiled = Verdict.Compile(RecipeGenerator.Make(seed), new FindingBag());
            if (compiled is null || compiled.Plan.Passes.Count < 2 || compiled.Plan.Program.Nodes.Count > MostNodes) continue;
            // The search knows nothing of groups, nor that a pass over rows or blocks cannot fold the tensor too.
            if (compiled.Plan.Program.Skip >= 0 || compiled.Plan.Program.Nodes.Any(node => node.IsGroupReduction || (node.IsReduction && node.Scope.IsPart()))) continue;
            if (CheapestSchedule.BytesPerElement(compiled.Plan.Program, MostSchedules) is not { } least) continue;
            compared++;
            Assert.True(least == compiled.Plan.BytesPerElement, $"""
                There is a schedule of {least} bytes for program {seed}:
                {PlanPrinter.Print(compiled.Plan)}
                {IrPrinter.Print(compiled.Plan.Program)}
                """);
        }
        Assert.True(compared > FuzzSettings.Count / 20, $"Only {compared} plans were compared.");
    }
}
