using StableSpamCompose.Compiler;
using StableSpamCompose.Compiler.Planning;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.JustInTime.Tests;

public sealed class MistakeTests : IDisposable
{
    private readonly RecipeFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_mistake_has_a_line_with_its_file_place_and_id()
    {
        string transform = _folder.Add("twist.transform.yaml", "transform: Twist\nrule: |\n  g = g $ 2\n  grad = g\n");
        string optimizer = _folder.Add("twister.optimizer.yaml", "optimizer: Twister\nchian: [Twist]\n");

        var mistake = Assert.Throws<RecipeException>(() => RecipeCompilation.Compile(optimizer));

        string[] lines = mistake.Message.Split('\n');
        Assert.Equal(mistake.Findings.Count, lines.Length);
        Assert.Contains(lines, line => line.StartsWith($"{optimizer}(2,1): error SSC", StringComparison.Ordinal) && line.Contains("'chian'"));
        Assert.Contains(lines, line => line.StartsWith($"{transform}(3,9): error SSC0101: '$'", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith($"{transform}(4,3): error SSC0115: 'grad'", StringComparison.Ordinal));
    }

    [Fact]
    public void A_chain_of_sound_texts_can_be_wrong()
    {
        const string text = "optimizer: Twister\nchain: [Adamm]\n";

        var mistake = Assert.Throws<RecipeException>(() => RecipeCompilation.Compile("twister", text, []));

        Assert.Equal("twister(2,9): error SSC0401: There is no transform 'Adamm'; did you mean 'Adam'?", mistake.Message);
    }

    [Fact]
    public void Lowering_reports_alike()
    {
        string optimizer = _folder.Add("twister.optimizer.yaml", "optimizer: Twister\nchain: [Adamm]\n");

        var mistake = Assert.Throws<RecipeException>(() => RecipeCompilation.Lower(optimizer));

        Assert.StartsWith($"{optimizer}(2,9): error SSC0401", mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_library_optimizer_is_answered_with_the_known_ones()
    {
        var mistake = Assert.Throws<ArgumentException>(() => RecipeCompilation.LowerLibrary("AdamX"));

        Assert.Contains("'AdamX'", mistake.Message, StringComparison.Ordinal);
        Assert.Contains("AdamW", mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_slip_of_the_emitter_is_told_as_the_compilers_own()
    {
        var findings = new FindingBag();
        CompiledOptimizer sound = FrontEnd.Compile(new RecipeSources("a.yaml", "optimizer: A\nchain: [Lion]\n", []), findings);
        CompiledProgram program = Assert.Single(sound.Programs);
        StepPlan plan = program.Plan with { Program = program.Plan.Program with { Nodes = default } };
        CompiledOptimizer broken = sound with { Programs = new EquatableArray<CompiledProgram>([program with { Plan = plan }]) };

        var mistake = Assert.Throws<RecipeException>(() => InMemoryAssembly.Load([broken], findings));

        Assert.StartsWith("a.yaml(1,12): error SSC0000: ", mistake.Message, StringComparison.Ordinal);
    }
}
