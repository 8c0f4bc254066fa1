using StableSpamCompose.Attributes;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Generators.Tests.Driver;

namespace StableSpamCompose.Generators.Tests;

/// <summary>Transforms that classes declare, with their rules in strings.</summary>
public class OwnTransformTests
{
    private const string Header = "using StableSpamCompose.Attributes;\nnamespace Own;\n";

    private const string PeakClip = """"
        [Optimizer]
        [Transform("PeakClip", """
            peak      = amax(abs(g))
            threshold = keep * threshold + (1 - keep) * peak
            if soft:
              g = g * min(1, threshold / peak)
            if not soft: g = clamp(g, -threshold, threshold)
            """, Summary = "Clips at a moving average of the peak.")]
        [Hyperparameter("keep", 0.99, Range = "[0, 1)", Of = "PeakClip")]
        [Hyperparameter("soft", false, Of = "PeakClip")]
        [State("threshold", Per.Tensor, Initial = "1", Of = "PeakClip")]
        [Adam]
        public sealed partial class Clipped;
        """";

    private const string PeakClipFile = """
        transform: PeakClip
        summary: Clips at a moving average of the peak.
        hyperparameters:
          keep: { default: 0.99, range: "[0, 1)" }
          soft: { default: false }
        state:
          threshold: { per: tensor, initial: 1 }
        rule: |
          peak      = amax(abs(g))
          threshold = keep * threshold + (1 - keep) * peak
          if soft:
            g = g * min(1, threshold / peak)
          if not soft: g = clamp(g, -threshold, threshold)
        """;

    private static string SourceOf(Project project, string name)
    {
        Outcome outcome = project.Run();
        Assert.Empty(outcome.Diagnostics);
        Assert.Empty(outcome.Compile());
        return outcome.Sources[$"Own.{name}.g.cs"];
    }

    private static IReadOnlyList<string> DiagnosticsOf(string declaration) =>
        Project.Empty.WithSource("/r/A.cs", Header + declaration).Run().Diagnostics;

    [Fact]
    public void A_transform_in_a_string_is_the_same_as_one_in_a_file()
    {
        string fromFile = SourceOf(
            Project.Empty.WithRecipe("/r/p.transform.yaml", PeakClipFile).WithRecipe("/r/c.optimizer.yaml", "optimizer: Clipped\nchain: [PeakClip, Adam]\n"), "Clipped");

        Assert.Equal(fromFile, SourceOf(Project.Empty.WithSource("/r/A.cs", Header + PeakClip), "Clipped"));
    }

    [Fact]
    public void Everything_that_a_file_can_say_of_a_transform_attributes_can()
    {
        const string Class = """"
            [Transform("Everything", """
                skip step when any(not isfinite(grad), over: all)
                reset moments after step when mod(t, n) == 0
                m = 0.5 * m + g
                if mode == wide: extra = max(extra, v)
                master = master - lr * m
                w = master
                """, Source = "Nobody (1900)", AppliesItself = true)]
            [Hyperparameter("n", 10, IsInteger = true, Range = "[1, inf)", Why = "0 never ends")]
            [Hyperparameter("mode", "narrow", Choices = ["narrow", "wide"], Summary = "How wide.")]
            [State("m", Per.Element, Role = "first moment", IsMoment = true)]
            [State("extra", Per.Element, When = "mode == wide")]
            [State("master", Per.Element, Initial = "w", Type = "bfloat16", Rounding = "stochastic", Seed = "n + 1")]
            [Uses("v", "second moment")]
            [Before("AdaGN", "nobody knows why")]
            internal static class Declarations;

            [Transform("Stored", ParameterRounding = "stochastic", ParameterSeed = "chance"), Hyperparameter("chance", 7, IsInteger = true)]
            internal static class Storage;

            [Optimizer, Transform("Stored"), Transform("Everything", Bind = "mode: wide, n: 20"), Adam(As = "Second")]
            public sealed partial class All;
            """";
        const string File = """
            transform: Everything
            source: Nobody (1900)
            apply: own
            hyperparameters:
              n: { default: 10, type: int, range: "[1, inf)", why: 0 never ends }
              mode: { default: narrow, choices: [narrow, wide], summary: How wide. }
            state:
              m: { per: element, role: first moment, moment: true }
              extra: { per: element, when: mode == wide }
              master: { per: element, initial: w, type: bfloat16, rounding: stochastic, seed: n + 1 }
            uses: { v: second moment }
            before: { AdaGN: nobody knows why }
            rule: |
              skip step when any(not isfinite(grad), over: all)
              reset moments after step when mod(t, n) == 0
              m = 0.5 * m + g
              if mode == wide: extra = max(extra, v)
              master = master - lr * m
              w = master
            """;
        const string Stored = "transform: Stored\nhyperparameters: { chance: { default: 7, type: int } }\nparameter: { rounding: stochastic, seed: chance }\n";
        const string Optimizer = "optimizer: All\nchain:\n  - Stored\n  - Everything: { mode: wide, n: 20 }\n  - Adam: { as: Second }\n";

        string fromFile = SourceOf(Project.Empty.WithRecipe("/r/e.transform.yaml", File).WithRecipe("/r/s.transform.yaml", Stored).WithRecipe("/r/a.optimizer.yaml", Optimizer), "All");

        Assert.Equal(fromFile, SourceOf(Project.Empty.WithSource("/r/A.cs", Header + Class), "All"));
    }

    [Fact]
    public void A_chain_that_is_the_other_way_round_than_a_transform_says_is_a_warning()
    {
        const string Classes = """
            [Transform("First", "g = 2 * g"), Before("Lion", "Lion leaves the sign alone")] static class Declarations;
            [Optimizer, Lion, Transform("First")] public sealed partial class A;
            """;

        Assert.Equal(
            ["/r/A.cs(4,29): warning SSC0484: 'First' stands after 'Lion' and belongs before it; Lion leaves the sign alone"],
            DiagnosticsOf(Classes));
    }

    [Fact]
    public void A_recipe_may_name_a_transform_of_a_class_and_a_class_one_of_a_file()
    {
        Outcome outcome = Project.Empty
            .WithRecipe("/r/halve.transform.yaml", Texts.Halve)
            .WithRecipe("/r/a.optimizer.yaml", "optimizer: FromFile\nchain: [PeakClip]\n")
            .WithSource("/r/A.cs", Header + PeakClip)
            .WithSource("/r/B.cs", Header + "[Optimizer, Transform(\"Halve\", Bind = \"factor: 0.25\")] public sealed partial class FromClass;").Run();

        Assert.Empty(outcome.Diagnostics);
        Assert.Contains("double keep = 0.99)", outcome.Sources["Own.FromFile.g.cs"], StringComparison.Ordinal);
        Assert.Contains("double factor = 0.25)", outcome.Sources["Own.FromClass.g.cs"], StringComparison.Ordinal);
        Assert.Empty(outcome.Compile());
    }

    [Theory]
    // The name that is not there stands in every kind of literal, after the mark.
    [InlineData("[Transform(\"A\", \"g = g * ¤x\")] class C;")]
    [InlineData("[Transform(\"A\", @\"g = g * ¤x\")] class C;")]
    [InlineData("[Transform(\"A\", @\"\ng = g * ¤x\")] class C;")]
    [InlineData("[Transform(\"A\", @\"\r\ng = g\r\ng = g * ¤x\")] class C;")]
    [InlineData("[Transform(\"A\", \"g = g\\ng = g * ¤x\")] class C;")]
    [InlineData("[Transform(\"A\", \"g\\u0020= g \\x2a ¤\\x78 # \\U0001F600 \\t\")] class C;")]
    [InlineData("[Transform(\"A\", \"g = g\\n\" + (\"g = g\" + \" * ¤x\"))] class C;")]
    [InlineData("[Transform(rule: \"g = g * ¤x\", name: \"A\")] class C;")]
    [InlineData("[Transform(\"A\", \"\"\"g = g * ¤x\"\"\")] class C;")]
    [InlineData("[Transform(\"A\", \"\"\"\"\n    g = g\n\n    g = g * ¤x\n    \"\"\"\")] class C;")]
    [InlineData("[Transform(\"A\", \"\"\"\r\n\tg = g\r\n\tg = g * ¤x\r\n\t\"\"\")] class C;")]
    [InlineData("[Transform(\"A\", \"\"\"\n  if flag:\n    g = g * ¤x\n  \"\"\"), Hyperparameter(\"flag\", true)] class C;")]
    public void A_mistake_is_inside_the_string(string marked)
    {
        string before = Header + marked[..marked.IndexOf('¤')];
        string place = $"({before.Count(c => c == '\n') + 1},{before.Length - before.LastIndexOf('\n')})";

        string diagnostic = Assert.Single(DiagnosticsOf(marked.Replace("¤", "", StringComparison.Ordinal)));

        Assert.Equal($"/r/A.cs{place}: error SSC0501: 'x' is neither a given name, a hyperparameter, a state nor a value assigned above", diagnostic);
    }

    [Fact]
    public void A_pragma_reaches_into_the_string()
    {
        const string Warned = "#pragma warning disable SSC0480\n[Transform(\"A\", \"\"\"\n    g = g * s\n    \"\"\"), State(\"s\", Per.Tensor)] class C;\n#pragma warning restore SSC0480\n";

        Assert.DoesNotContain(Project.Empty.WithSource("/r/A.cs", Header + Warned).Run().Result.Diagnostics, diagnostic => !diagnostic.IsSuppressed);
    }

    [Theory]
    [InlineData("[Transform(\"A\", \"\"\"\ng = g\n")]
    [InlineData("[Transform(\"A\", \"\"\"g = g")]
    [InlineData("[Transform(\"A\", \"\"\"\n  g = g\n    \"\"\")] class C;")]
    [InlineData("[Transform(\"A\", \"g = \\q\")] class C;")]
    [InlineData("[Transform(\"A\", @\"g = g")]
    public void A_literal_that_is_still_being_written_is_left_to_the_compiler_of_csharp(string source)
    {
        Outcome outcome = Project.Empty.WithSource("/r/A.cs", Header + source).Run();

        Assert.Empty(outcome.Diagnostics);
        Assert.NotEmpty(outcome.Compile());
    }

    [Theory]
    [InlineData("[Transform(\"A\", Rules.A)] class C; static class Rules { public const string A = \"g = g\"; }", "(3,17): error SSC0623: A rule is written out in its attribute, as a string literal, so that a mistake in it has a place; 'Rules.A' is none")]
    [InlineData("[Transform(\"a\", \"g = g\")] class C;", "(3,12): error SSC0224: 'a' cannot name a transform: the name is a capital letter, then letters and digits; did you mean 'A'?")]
    [InlineData("[Transform(\"Adam\", \"g = g\")] class C;", "(3,12): error SSC0415: The library has a transform 'Adam'; choose another name, or say 'replaces: Adam' to take its place")]
    [InlineData("[Transform(\"A\", \"g = g\", Replaces = true)] class C;", "(3,37): error SSC0417: 'replaces: A' names no library transform of this name; 'replaces:' repeats the transform's own name")]
    [InlineData("[Transform(\"A\", \"g = g\", View = \"flat\")] class C;", "(3,33): error SSC0221: 'View' takes batched or flattened, not 'flat'")]
    [InlineData("[Transform(\"A\", \"g = g\"), State(\"s\", (Per)9)] class C;", "(3,38): error SSC0622: 'Per' takes one of the names of Per")]
    [InlineData("[Transform(\"A\", \"g = g\"), State(\"S\", Per.Step)] class C;", "(3,33): error SSC0225: 'S' cannot name a state: the name is small letters, digits and single underscores, and begins with a letter; did you mean 's'?")]
    [InlineData("[Transform(\"A\", \"g = g\"), Hyperparameter(\"h\", \"x\")] class C;", "(3,47): error SSC0626: The default of 'h' is the text 'x', which is one of some choices; list them, as in 'Choices = new[] { \"x\", .. }'")]
    [InlineData("[Transform(\"A\", \"g = g\"), Hyperparameter(\"h\", \"x\", Choices = [\"x\", \"Z!\"])] class C;", "(3,68): error SSC0307: 'Z!' cannot be a choice: it is a name of letters, digits and underscores, and no word of the rule language")]
    [InlineData("[Transform(\"A\", \"g = h\"), Hyperparameter(\"h\", 1), Hyperparameter(\"h\", 2)] class C;", "(3,66): error SSC0227: 'h' is declared as a hyperparameter already; a hyperparameter needs another name")]
    [InlineData("[Transform(\"A\", \"g = g * h\"), Hyperparameter(\"h\", 1), State(\"h\", Per.Step)] class C;", "(3,61): error SSC0227: 'h' is declared as a hyperparameter already; a state needs another name")]
    [InlineData("[Transform(\"Apple\", \"g = g\"), State(\"s\", Per.Step, Of = \"Aple\")] class C;", "(3,57): error SSC0625: This class declares no transform 'Aple': there is no [Transform(\"Aple\", rule)] on it; did you mean 'Apple'?")]
    [InlineData("[Transform(\"A\", \"g = g\"), Transform(\"B\", \"g = g\"), State(\"s\", Per.Step)] class C;", "(3,52): error SSC0624: [State] does not say which transform it belongs to; add 'Of = \"Name\"'")]
    [InlineData("[Optimizer, Transform(\"A\", \"g = g\"), Uses(\"s\", \"role\")] partial class C;", "(3,38): error SSC0624: [Uses] does not say which transform it belongs to; add 'Of = \"Name\"'")]
    [InlineData("[Transform(\"A\", \"g = g\"), State(\"s\", Per.Element, Type = \"half\")] class C;", "(3,58): error SSC0221: 'Type' takes float32, bfloat16 or float16, not 'half'")]
    [InlineData("[Transform(\"A\", \"g = g\"), State(\"s\", Per.Tensor, Type = \"float16\")] class C;", "(3,57): error SSC0231: Only a state per element")]
    [InlineData("[Transform(\"A\", \"g = g\"), State(\"s\", Per.Element, Rounding = \"up\")] class C;", "(3,62): error SSC0221: 'Rounding' takes nearest or stochastic, not 'up'")]
    [InlineData("[Transform(\"A\", \"g = g\"), State(\"s\", Per.Element, Rounding = \"stochastic\", Seed = \"1\")] class C;", "(3,62): error SSC0232: A state in float32")]
    [InlineData("[Transform(\"A\", \"g = g\"), State(\"s\", Per.Element, Type = \"float16\", Rounding = \"stochastic\")] class C;", "(3,80): error SSC0627: Stochastic rounding is drawn from a seed; name a hyperparameter, as in 'Seed = \"seed\"'")]
    [InlineData("[Transform(\"A\", \"g = g\"), State(\"s\", Per.Element, Type = \"float16\", Seed = \"1\")] class C;", "(3,69): error SSC0230: A seed belongs to")]
    [InlineData("[Transform(\"A\", \"g = g\"), State(\"s\", Per.Element, Type = \"float16\", Rounding = \"stochastic\", Seed = \"1 +\")] class C;", "(3,105): error SSC0120:")]
    [InlineData("[Transform(\"A\", ParameterRounding = \"stochastic\")] class C;", "(3,37): error SSC0627: Stochastic rounding is drawn from a seed; name a hyperparameter, as in 'ParameterSeed = \"seed\"'")]
    [InlineData("[Transform(\"A\", \"g = g\", ParameterSeed = \"1\")] class C;", "(3,26): error SSC0230: A seed belongs to")]
    [InlineData("[Transform(\"A\", \"g = g\"), Before(\"lion\", \"why\")] class C;", "(3,34): error SSC0224: 'lion' cannot name a transform")]
    [InlineData("[Optimizer, Transform(\"A\", \"g = g\"), Before(\"Lion\", \"why\")] partial class C;", "(3,38): error SSC0624: [Before] does not say which transform it belongs to; add 'Of = \"Name\"'")]
    [InlineData("[Optimizer, Transform(\"Lionn\")] partial class C;", "(3,23): error SSC0401: There is no transform 'Lionn'; did you mean 'Lion'?")]
    [InlineData("[Optimizer, Relation(\"beta1 <= bet2\"), Lion] partial class C;", "(3,32): error SSC0422: A relation compares the learning rate and hyperparameters of the constructor; 'bet2' is none of them; did you mean 'beta2'?")]
    [InlineData("[Optimizer, Relation(\"beta1 > beta2\"), Lion] partial class C;", "(3,23): error SSC0423: The defaults do not keep 'beta1 > beta2'")]
    [InlineData("[Optimizer, Budget(TrafficBytesPerParameter = 16), Lion] partial class C;", "(3,47): error SSC0701:")]
    [InlineData("[Optimizer, Budget(Passes = -1), Lion] partial class C;", "(3,29): error SSC0216: 'Passes' takes a number that is not negative, not '-1'")]
    [InlineData("[Optimizer(LrRange = \"0..1\"), Lion] partial class C;", "(3,22): error SSC0303:")]
    [InlineData("[Optimizer(Lr = 2, LrRange = \"[0, 1]\"), Lion] partial class C;", "(3,17): error SSC0302: The default of 'lr' is 2, which lies outside its range [0, 1]")]
    public void A_mistake_in_a_declaration_is_at_its_place(string declaration, string expected)
    {
        string diagnostic = Assert.Single(DiagnosticsOf(declaration));
        Assert.StartsWith("/r/A.cs" + expected, diagnostic, StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_transform_on_an_optimizer_is_told_once()
    {
        string diagnostic = Assert.Single(DiagnosticsOf("[Optimizer, Transform(\"A\", \"g = x\"), Adam] partial class C;"));

        Assert.StartsWith("/r/A.cs(3,33): error SSC0501", diagnostic, StringComparison.Ordinal);
    }

    [Fact]
    public void The_scopes_of_states_are_those_of_recipes() =>
        Assert.Equal(DeclaredWord.StateScopes, Enum.GetNames<Per>().Select(AttributeWords.InRecipe));
}
