using StableSpamCompose.Generators.Tests.Driver;

namespace StableSpamCompose.Generators.Tests;

/// <summary>Mistakes in recipe files, as the build prints them: file, line, column, and nothing else beside them.</summary>
public class RecipeDiagnosticTests
{
    private const string Broken = """
        transform: Halve
        rule: |
          g = factor * g
        """;

    private static string User(string transform) => $"optimizer: User{transform}\nchain:\n  - {transform}\n";

    [Fact]
    public void An_unknown_key_is_at_its_line_and_column()
    {
        Outcome outcome = Project.Empty.WithRecipe("/r/a.optimizer.yaml", "optimizer: Heavy\nsumary: x\nchain: [Momentum]\n").Run();

        Assert.Equal(["/r/a.optimizer.yaml(2,1): error SSC0213: 'sumary' is no key of an optimizer; did you mean 'summary'?"], outcome.Diagnostics);
        Assert.Empty(outcome.Sources);
    }

    [Fact]
    public void An_unknown_transform_names_the_nearest_of_the_library_and_the_project()
    {
        Outcome outcome = Project.Empty
            .WithRecipe("/r/a.optimizer.yaml", "optimizer: A\nchain: [Lionn, Halv]\n")
            .WithRecipe("/r/halve.transform.yaml", Texts.Halve).Run();

        Assert.Equal(
            [
                "/r/a.optimizer.yaml(2,9): error SSC0401: There is no transform 'Lionn'; did you mean 'Lion'?",
                "/r/a.optimizer.yaml(2,16): error SSC0401: There is no transform 'Halv'; did you mean 'Halve'?",
            ],
            outcome.Diagnostics);
    }

    [Fact]
    public void A_warning_leaves_the_class_there()
    {
        Outcome outcome = Project.Empty.WithRecipe("/r/a.optimizer.yaml", "optimizer: A\nhyperparameters:\n  idle: { default: 1 }\nchain: [Apply]\n").Run();

        Assert.Equal(["/r/a.optimizer.yaml(3,3): warning SSC0412: Nothing in the chain reads 'idle', so it is no constructor parameter"], outcome.Diagnostics);
        Assert.Equal(["Own.A.g.cs"], outcome.Sources.Keys);
    }

    [Fact]
    public void A_transform_that_nothing_uses_is_checked()
    {
        Outcome outcome = Project.Empty.WithRecipe("/r/halve.transform.yaml", Broken).Run();

        Assert.Equal(
            ["/r/halve.transform.yaml(3,7): error SSC0501: 'factor' is neither a given name, a hyperparameter, a state nor a value assigned above"],
            outcome.Diagnostics);
    }

    [Fact]
    public void A_transforms_mistake_is_shown_once_and_its_users_point_at_it()
    {
        Outcome outcome = Project.Empty
            .WithRecipe("/r/halve.transform.yaml", Broken)
            .WithRecipe("/r/a.optimizer.yaml", "optimizer: A\nchain:\n  - Halve\n")
            .WithRecipe("/r/b.optimizer.yaml", "optimizer: B\nchain:\n  - Lion\n  - Halve\n").Run();

        const string Message = "error SSC0419: 'Halve' cannot be used before its own mistakes are corrected: halve.transform.yaml(3,7)";
        Assert.Equal(
            [
                "/r/halve.transform.yaml(3,7): error SSC0501: 'factor' is neither a given name, a hyperparameter, a state nor a value assigned above",
                $"/r/a.optimizer.yaml(3,5): {Message}",
                $"/r/b.optimizer.yaml(4,5): {Message}",
            ],
            outcome.Diagnostics);
        Assert.Empty(outcome.Sources);
    }

    [Fact]
    public void A_transform_that_is_no_yaml_is_not_also_unknown()
    {
        Outcome outcome = Project.Empty
            .WithRecipe("/r/halve.transform.yaml", "transform: Halve\nrule: \"g = g\n")
            .WithRecipe("/r/a.optimizer.yaml", User("Halve")).Run();

        Assert.Equal(2, outcome.Diagnostics.Count);
        Assert.StartsWith("/r/halve.transform.yaml(2,7): error SSC0200:", outcome.Diagnostics[0], StringComparison.Ordinal);
        Assert.StartsWith("/r/a.optimizer.yaml(3,5): error SSC0419:", outcome.Diagnostics[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_mistake_behind_a_flag_is_found_though_no_chain_sets_it()
    {
        const string Transform = """
            transform: Halve
            hyperparameters:
              twice: { default: false }
            rule: |
              if twice: g = g / faktor
            """;
        Outcome outcome = Project.Empty.WithRecipe("/r/halve.transform.yaml", Transform).Run();

        Assert.Equal(
            ["/r/halve.transform.yaml(5,21): error SSC0501: 'faktor' is neither a given name, a hyperparameter, a state nor a value assigned above"],
            outcome.Diagnostics);
    }

    [Fact]
    public void A_mistake_of_two_flags_together_is_shown_once_for_all_chains_that_set_both()
    {
        const string Transform = """
            transform: Halve
            hyperparameters:
              a: { default: false }
              b: { default: false }
            state:
              v: { per: element, when: not a }
            rule: |
              if b: g = g + v
              if not a: v = v + g
            """;
        const string Chain = "chain:\n  - Halve: { a: true, b: true }\n";
        Outcome outcome = Project.Empty
            .WithRecipe("/r/halve.transform.yaml", Transform)
            .WithRecipe("/r/a.optimizer.yaml", "optimizer: A\n" + Chain).WithRecipe("/r/b.optimizer.yaml", "optimizer: B\n" + Chain).Run();

        Assert.Equal(["/r/halve.transform.yaml(8,17): error SSC0503: The state 'v' exists only when 'not a'; guard this with 'if not a:'"], outcome.Diagnostics);
    }

    [Fact]
    public void A_mistake_in_a_setting_hides_what_follows_from_it()
    {
        Outcome outcome = Project.Empty.WithRecipe("/r/a.optimizer.yaml", "optimizer: A\nchain:\n  - Lion: { beta1: epss }\n").Run();

        Assert.Equal("/r/a.optimizer.yaml(3,20): error SSC0501:", Assert.Single(outcome.Diagnostics)[..41]);
    }

    [Fact]
    public void A_state_of_a_later_transform_is_missing_in_the_chain_and_not_in_the_transform()
    {
        const string PeakClip = """
            transform: PeakClip
            uses: { v: second moment }
            rule: |
              g = if g^2 > 50 * v then sign(g) * sqrt(50 * v) else g
            """;
        Outcome outcome = Project.Empty
            .WithRecipe("/r/peak-clip.transform.yaml", PeakClip)
            .WithRecipe("/r/a.optimizer.yaml", "optimizer: A\nchain: [PeakClip, Adam]\n")
            .WithRecipe("/r/b.optimizer.yaml", "optimizer: B\nchain: [Adam, PeakClip]\n").Run();

        Assert.Equal(
            ["/r/b.optimizer.yaml(2,15): error SSC0511: 'PeakClip' reads the 'second moment' of a later transform in the chain, and none after it has one"],
            outcome.Diagnostics);
        Assert.Equal(["Own.A.g.cs"], outcome.Sources.Keys);
    }

    [Fact]
    public void Two_hyperparameters_of_one_name_are_said_in_the_chain()
    {
        Outcome outcome = Project.Empty.WithRecipe("/r/a.optimizer.yaml", "optimizer: A\nchain:\n  - ClipByNorm\n  - ClipByValue\n").Run();

        Assert.Equal("/r/a.optimizer.yaml(4,5): error SSC0408:", Assert.Single(outcome.Diagnostics)[..40]);
    }

    [Fact]
    public void A_library_name_needs_replaces()
    {
        const string Own = "transform: Lion\nrule: |\n  g = sign(g)\n";
        Outcome outcome = Project.Empty.WithRecipe("/r/lion.transform.yaml", Own).Run();

        Assert.Equal(
            ["/r/lion.transform.yaml(1,12): error SSC0415: The library has a transform 'Lion'; choose another name, or say 'replaces: Lion' to take its place"],
            outcome.Diagnostics);
    }

    [Fact]
    public void Replaces_takes_the_place_of_a_library_transform()
    {
        const string Own = "transform: Lion\nreplaces: Lion\nrule: |\n  g = sign(g)\n";
        Outcome outcome = Project.Empty.WithRecipe("/r/lion.transform.yaml", Own).WithRecipe("/r/a.optimizer.yaml", User("Lion")).Run();

        Assert.Empty(outcome.Diagnostics);
        Assert.DoesNotContain("beta1", outcome.Sources["Own.UserLion.g.cs"], StringComparison.Ordinal);
    }

    [Fact]
    public void Two_transforms_of_one_name_are_a_mistake_of_the_second()
    {
        Outcome outcome = Project.Empty.WithRecipe("/a/halve.transform.yaml", Texts.Halve).WithRecipe("/b/halve.transform.yaml", Texts.Halve).Run();

        Assert.Equal(["/b/halve.transform.yaml(1,12): error SSC0416: A transform 'Halve' is already declared in /a/halve.transform.yaml"], outcome.Diagnostics);
    }

    [Fact]
    public void Two_optimizers_of_one_name_are_a_mistake_of_the_second()
    {
        Outcome outcome = Project.Empty.WithRecipe("/a/heavy.optimizer.yaml", Texts.Momentum).WithRecipe("/b/heavy.optimizer.yaml", Texts.Momentum).Run();

        Assert.Equal(
            ["/b/heavy.optimizer.yaml(1,12): error SSC0601: An optimizer 'Own.Heavy' is already declared at /a/heavy.optimizer.yaml(1,12); give one of them another name"],
            outcome.Diagnostics);
        Assert.Equal(["Own.Heavy.g.cs"], outcome.Sources.Keys);
        Assert.Empty(outcome.Compile());
    }

    [Fact]
    public void Two_files_of_one_name_with_different_optimizers_are_fine()
    {
        Outcome outcome = Project.Empty
            .WithRecipe("/a/x.optimizer.yaml", Texts.Momentum)
            .WithRecipe("/b/x.optimizer.yaml", "optimizer: Other\nchain: [Apply]\n").Run();

        Assert.Empty(outcome.Diagnostics);
        Assert.Equal(["Own.Heavy.g.cs", "Own.Other.g.cs"], outcome.Sources.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_registry_needs_the_name_of_a_class()
    {
        Outcome outcome = Project.Empty.WithProperty("ComposeRegistry", "my library").Run();

        Assert.Equal(
            ["error SSC0224: 'my library' cannot name the registry (property ComposeRegistry): the name is a capital letter, then letters and digits; did you mean 'MyLibrary'?"],
            outcome.Diagnostics);
        Assert.Empty(outcome.Sources);
    }

    [Fact]
    public void A_mistake_in_one_recipe_leaves_the_others_there()
    {
        Outcome outcome = Project.Empty
            .WithRecipe("/r/a.optimizer.yaml", "optimizer: A\nchain: [Nope]\n")
            .WithRecipe("/r/heavy.optimizer.yaml", Texts.Momentum).Run();

        Assert.Single(outcome.Diagnostics);
        Assert.Equal(["Own.Heavy.g.cs"], outcome.Sources.Keys);
    }

    [Theory]
    [InlineData("All")]
    [InlineData("Create")]
    public void A_registry_called_like_its_own_member_is_refused(string name)
    {
        Outcome outcome = Project.Empty.WithProperty("ComposeRegistry", name).Run();

        Assert.Equal([$"error SSC0421: '{name}' would hide '{name}', a member of the generated class; choose another name"], outcome.Diagnostics);
        Assert.Empty(outcome.Sources);
    }
}
