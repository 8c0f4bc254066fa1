using StableSpamCompose.Generators.Tests.Driver;
using StableSpamCompose.Torch;

namespace StableSpamCompose.Generators.Tests;

/// <summary>Generated code is compiled as strictly as can be: no warning, all warning waves, XML documentation checked.</summary>
public class GeneratedCodeTests
{
    private static Project OnArrays => Project.Empty;

    // That of TorchSharp is found by itself, since these tests lie beside it.
    private static Project OnTorchSharp => Project.Empty.WithAssemblyOf(typeof(TorchOptimizer));

    [Fact]
    public void The_whole_library_compiles_without_a_warning() => AssertLibraryCompiles(OnArrays, ": global::StableSpamCompose.Arrays.ArrayOptimizer");

    [Fact]
    public void The_whole_library_compiles_without_a_warning_for_TorchSharp() => AssertLibraryCompiles(OnTorchSharp, ": global::StableSpamCompose.Torch.TorchOptimizer");

    private static void AssertLibraryCompiles(Project host, string baseClass)
    {
        Project project = Texts.Library.Aggregate(host.WithProperty("ComposeRegistry", "Everything"), (project, recipe) => project.WithRecipe("/r/" + recipe.Key, recipe.Value));

        Outcome outcome = project.Run();

        Assert.Contains(baseClass, outcome.Sources["Own.AdamW.g.cs"], StringComparison.Ordinal);

        Assert.Empty(outcome.Diagnostics);
        Assert.Equal(Texts.Library.Count + 1, outcome.Sources.Count);
        Assert.Empty(outcome.Compile());
    }

    [Fact]
    public void A_class_with_attributes_compiles_without_a_warning()
    {
        Outcome outcome = Project.Empty.WithSource("/r/Lion.cs", Texts.SpikeProofLion).Run();

        Assert.Empty(outcome.Diagnostics);
        Assert.Equal(["Own.SpikeProofLion.g.cs"], outcome.Sources.Keys);
        Assert.Empty(outcome.Compile());
    }

    [Fact]
    public void A_rule_that_compares_a_value_with_itself_compiles_without_a_warning()
    {
        Outcome outcome = Project.Empty
            .WithRecipe("/r/a.transform.yaml", "transform: Own\nrule: |\n  n = norm(g)\n  g = if n == n and t != t then g else if g != g then 0 else g\n")
            .WithRecipe("/r/a.optimizer.yaml", "optimizer: A\nchain: [Own]\nrelations: [ lr <= lr ]\n").Run();

        Assert.Empty(outcome.Diagnostics);
        Assert.Empty(outcome.Compile());
        Assert.Contains("CS1718", Assert.Single(outcome.Sources.Values), StringComparison.Ordinal);
    }

    [Fact]
    public void The_compiler_of_these_tests_does_see_warnings()
    {
        Outcome outcome = Project.Empty.WithSource("/r/A.cs", "public class A { int _unused; }").Run();

        Assert.Contains(outcome.Compile(), line => line.Contains("CS0169", StringComparison.Ordinal));
        Assert.Contains(outcome.Compile(), line => line.Contains("CS1591", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Own", "Own.Heavy.g.cs", "namespace Own;")]
    [InlineData("My-App.3d.class", "My_App._3d._class.Heavy.g.cs", "namespace My_App._3d.@class;")]
    [InlineData("Größe.模型", "Gr__e.__.Heavy.g.cs", "namespace Größe.模型;")]
    public void The_namespace_is_the_projects(string rootNamespace, string hintName, string line)
    {
        Outcome outcome = Project.Empty.WithProperty("RootNamespace", rootNamespace).WithRecipe("/r/heavy.optimizer.yaml", Texts.Momentum).Run();

        (string name, string text) = Assert.Single(outcome.Sources);
        Assert.Equal(hintName, name);
        Assert.Contains(line, text.Split('\n'));
        Assert.Empty(outcome.Compile());
    }

    [Fact]
    public void Without_a_namespace_the_class_is_global()
    {
        Outcome outcome = Project.Empty.WithProperty("RootNamespace", "").WithRecipe("/r/heavy.optimizer.yaml", Texts.Momentum).Run();

        Assert.Equal(["Heavy.g.cs"], outcome.Sources.Keys);
        Assert.DoesNotContain("namespace", Assert.Single(outcome.Sources.Values), StringComparison.Ordinal);
        Assert.Empty(outcome.Compile());
    }

    [Fact]
    public void Names_that_differ_in_case_alone_have_a_source_each()
    {
        Outcome outcome = Project.Empty
            .WithRecipe("/r/a.optimizer.yaml", Texts.Momentum)
            .WithRecipe("/r/b.optimizer.yaml", Texts.Momentum.Replace("Heavy", "HEAVY", StringComparison.Ordinal)).Run();

        Assert.Empty(outcome.Diagnostics);
        Assert.Equal(["Own.HEAVY-2.g.cs", "Own.Heavy.g.cs"], outcome.Sources.Keys.Order(StringComparer.Ordinal));
        Assert.Empty(outcome.Compile());
    }
}
