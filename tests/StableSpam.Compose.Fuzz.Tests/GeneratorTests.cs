using StableSpamCompose.Compiler;
using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Text;
using StableSpamCompose.Fuzz.Tests.Generation;
using StableSpamCompose.Fuzz.Tests.Running;

namespace StableSpamCompose.Fuzz.Tests;

/// <summary>That what is generated is worth comparing.</summary>
public class GeneratorTests
{
    [Fact]
    public void Programs_use_every_operation_in_every_scope_that_it_has()
    {
        CompiledOptimizer[] programs = [.. Enumerable.Range(1, 400).Select(seed => Verdict.Compile(RecipeGenerator.Make(seed), new FindingBag())).OfType<CompiledOptimizer>()];
        Node[] nodes = [.. programs.SelectMany(program => program.Lowered.Nodes)];

        Assert.Empty(Enum.GetValues<Opcode>().Except(nodes.Select(node => node.Opcode)));
        Assert.Empty(Enum.GetValues<Scope>().Except(nodes.Where(node => node.Opcode == Opcode.Select).Select(node => node.Scope)));
        Assert.Contains(programs, program => program.Plan.Passes.Count > 3);
        Assert.Contains(programs, program => program.Plan.Scratch.Count > 0);
        Assert.Contains(programs, program => program.Lowered.Skip >= 0);
        Assert.Empty(Enum.GetValues<Scope>().Except(programs.SelectMany(program => program.Lowered.States).Select(state => state.Scope)));
    }

    [Fact]
    public void A_seed_makes_the_same_recipe_again() => Assert.All(Enumerable.Range(1, 20), seed => Assert.Equal(RecipeGenerator.Make(seed).ToString(), RecipeGenerator.Make(seed).ToString()));
}
