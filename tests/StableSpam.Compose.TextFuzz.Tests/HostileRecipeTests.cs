using Microsoft.CodeAnalysis;
using StableSpamCompose.TextFuzz.Tests.Inputs;
using StableSpamCompose.TextFuzz.Tests.Running;

namespace StableSpamCompose.TextFuzz.Tests;

/// <summary>Texts that are made to keep a compiler busy, to fill its stack, or to be taken for something else.</summary>
public class HostileRecipeTests
{
    private const int TenMegabytes = 10 << 20;
    private const int Deep = 100_000;

    private static readonly string SoundOptimizer = "optimizer: Fuzzed\nchain: [Own]\n";
    private static readonly string SoundTransform = "transform: Own\nrule: |\n  g = 2 * g\n";

    private static readonly string[] Lookalikes =
        ["\u0430dam", "Ad\u0430m", "\u0391dam", "\uFF21dam", "Adam\u200B", "\u202EmadA", "Ada\u00ADm", "Adaｍ", "A\u0301dam", "Ad\u0131m", "\u212Aey", "beta\u0661", "\u03B21", "\u2066a\u2069", "a\u200Db", "ⅼr", "ɡ", "w\uFE0F"];

    [Fact]
    public void Ten_megabytes_are_refused_wherever_they_are()
    {
        string a = new('a', TenMegabytes);
        string[] transforms =
        [
            $"transform: Own\nsummary: {a}\nrule: |\n  g = g\n", $"transform: Own\nsummary: \"{a}\"\nrule: |\n  g = g\n", $"transform: Own\nsummary: '{a}'\nrule: |\n  g = g\n",
            $"transform: Own\nsummary: |\n  {a}\nrule: |\n  g = g\n", $"transform: Own\nsummary: >\n  {a}\nrule: |\n  g = g\n", $"transform: {a}\nrule: |\n  g = g\n", $"{a}: Own\n", $"# {a}\n{SoundTransform}",
            SoundTransform + new string(' ', TenMegabytes), SoundTransform + new string('\n', TenMegabytes), new string('\uFEFF', TenMegabytes), new string('-', TenMegabytes), new string('\t', TenMegabytes),
            "transform: Own\nrule: |\n" + string.Concat(Enumerable.Repeat("  g = g * 2\n", TenMegabytes / 12)), "transform: Own\nrule: |\n  g = " + string.Concat(Enumerable.Repeat("g + ", TenMegabytes / 4)) + "g\n",
        ];
        Attempt.Each(transforms.Select(Transform), attempt => Assert.Contains("SSC0240", attempt.Ids));
        Attempt.Each([Optimizer($"optimizer: Fuzzed\nsummary: {a}\nchain: [Own]\n"), Optimizer(a)], attempt => Assert.Contains("SSC0240", attempt.Ids));
    }

    [Fact]
    public void As_much_as_is_allowed_takes_no_longer_than_anything_else()
    {
        const int Most = 65_000;
        string a = new('a', Most);
        string[] transforms =
        [
            $"transform: Own\nsummary: {a}\nrule: |\n  g = g\n", $"transform: Own\nsummary: \"{string.Concat(Enumerable.Repeat("\\u202E", Most / 6))}\"\nrule: |\n  g = g\n", $"transform: {a}\nrule: |\n  g = g\n",
            $"transform: Own\nrule: |\n  g = {string.Concat(Enumerable.Repeat("$ ", Most / 2))}\n", $"transform: Own\nrule: |\n  g = {new string('9', Most)}\n", $"transform: Own\nrule: |\n  g = g * 0.{new string('1', Most)}\n",
            $"transform: Own\nrule: |\n  g = {a}\n", $"transform: Own\nrule: |\n{string.Concat(Enumerable.Repeat("  g\n", Most / 4))}", $"transform: Own\nhyperparameters: {{ h: {{ default: {new string('1', 300)}, range: \"[{new string(' ', Most)}0, 1)\" }} }}\nrule: |\n  g = h\n",
            $"transform: Own\nrule: |\n  g = g{string.Concat(Enumerable.Repeat("^2", 900))}\n", string.Concat(Enumerable.Range(0, Most / 8).Select(i => $"k{i:00000}:\n")), new string('[', Most), new string('{', Most), new string('?', Most),
        ];
        Attempt.Each(transforms.Select(Transform), _ => { });
    }

    [Fact]
    public void An_alias_bomb_is_no_bomb()
    {
        string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + string.Concat(Enumerable.Range(1, 20).Select(i => $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 9))}]\n"));
        string merged = "a0: &a0 { x: 1 }\n" + string.Concat(Enumerable.Range(1, 20).Select(i => $"a{i}: &a{i} {{ <<: [*a{i - 1}, *a{i - 1}] }}\n"));
        Attempt.Each(
            [Transform(bomb + SoundTransform), Optimizer(bomb + SoundOptimizer), Transform(merged + SoundTransform), Transform("&a [*a, *a]\n"), Transform("transform: &a Own\nsummary: *a\nrule: |\n  g = g\n")],
            attempt => Assert.Contains("SSC0209", attempt.Ids));
    }

    [Fact]
    public void Depth_is_refused_before_the_stack_is_full()
    {
        string Repeated(string piece, int count) => string.Concat(Enumerable.Repeat(piece, count));
        // In files, of which only so much is read.
        const int InFile = 60_000;
        foreach (string opening in new[] { "[", "{", "{a: ", "- ", "[{a: ", "? ", "[[", "- - - - " })
        {
            Attempt.Each([Transform(Repeated(opening, InFile / opening.Length)), Transform("transform: " + Repeated(opening, (InFile - 20) / opening.Length)), Optimizer("chain: " + Repeated(opening, (InFile - 20) / opening.Length))], attempt => Assert.True(attempt.IsRefused));
            Attempt.Each([Transform(Repeated(opening, Deep))], attempt => Assert.True(attempt.IsRefused));
        }
        foreach (string piece in new[] { "(", "-", "not ", "abs(", "(-", "if g > 0 then ", "if g > 0 then 1 else ", "g^", "max(1, ", "norm(", "2 * (", "(((" })
            Attempt.Each([Rule("g = " + Repeated(piece, InFile / piece.Length)), Rule("g = " + Repeated(piece, 2_000) + "g" + Repeated(")", 2_000)), Optimizer($"optimizer: Fuzzed\nchain: [Adam: {{ beta1: '{Repeated(piece, 50_000 / piece.Length)}' }}]\n")], attempt => Assert.True(attempt.IsRefused));
        string blocks = string.Concat(Enumerable.Range(0, 300).Select(depth => new string(' ', depth) + "if a:\n  "));
        Attempt.Each([Rule(blocks), Rule(Repeated("if a: ", 10_000))], attempt => Assert.True(attempt.IsRefused));
        // In C#, which has its own reader; the stack of a compiler is larger than that of these tests.
        foreach (string piece in new[] { "(", "-", "not ", "abs(" })
            Attempt.Each([Source($"[Optimizer, Transform(\"Own\", \"g = {Repeated(piece, Deep)}\")] partial class A;"), Source($"[Optimizer, Adam(Bind = \"beta1: {Repeated(piece, Deep)}\")] partial class A;")], attempt => Assert.True(attempt.IsRefused));
    }

    [Fact]
    public void A_long_computation_takes_no_longer_than_its_length()
    {
        const int Long = 2_900;
        string Lines(string line, int count) => string.Concat(Enumerable.Repeat(line + "\n", count));
        string[] rules =
        [
            // Named at every step, of every scope.
            Lines("g = -g", Long), Lines("g = g + g", Long), $"a = norm(g)\n{Lines("a = a + a", Long)}g = g * a", $"a = t\n{Lines("a = a + a", Long)}g = g * a", $"a = norm(g, over: group)\n{Lines("a = -a", Long)}g = g * a",
            $"a = mean(g, over: columns)\n{Lines("a = -a", Long)}g = g * a", $"c = g > 0\n{Lines("c = not c", Long)}g = if c then g else w", $"c = t > 5\n{Lines("c = not c", Long)}g = if c then g else w",
            // Written in a few expressions.
            .. new[] { "a = g", "a = t", "a = norm(g)" }.Select(start => $"{start}\n{Lines("a = " + string.Join(" + ", Enumerable.Repeat("a", 900)), 3)}g = g * a"),
            // Skipped by, once and at every step.
            $"a = norm(grad, over: all)\n{Lines("a = -a", Long)}skip step when a > 1", $"a = t\n{Lines("a = -a\nskip step when any(grad > a, over: all)", 150)}",
            // Behind a clip, which is guessed to leave all elements as they are.
            .. new[] { "x = x + x", "x = -x", "x = if abs(g) > peak and abs(x) > peak then w else -x" }.Select(line => $"peak = amax(abs(g))\nx = if abs(g) > peak / 2 then g / 2 else g\n{Lines(line, 200)}g = x / norm(x)"),
            $"peak = amax(abs(g))\nc = g > w\n{Lines("c = (c and g > 1) and (c and w > 1)", 300)}x = if c then g / 2 else g\ng = x / norm(x)",
        ];
        foreach (string rule in rules) Attempt.Each([Rule(rule)], attempt => Assert.False(attempt.IsRefused, attempt.Ids.FirstOrDefault()));
    }

    [Fact]
    public void A_sum_of_many_literals_is_read()
    {
        // As many as fill a stack that takes each of them within the one before. What takes its time here is C# itself.
        FuzzInput input = Source($"[Optimizer, Transform(\"Own\", \"g = 2 * g\"{string.Concat(Enumerable.Repeat(" + \"\"", 10_000))})] public sealed partial class A;");
        GeneratorRunResult result = default;
        var thread = new Thread(() => result = FuzzedProject.OnArrays.Run(input, out _), Attempt.StackBytes);
        thread.Start();
        thread.Join();
        Assert.Null(Verdict.Of(input, result));
        Assert.Single(result.GeneratedSources);
    }

    [Fact]
    public void A_call_is_told_in_what_can_be_read()
    {
        FuzzInput input = Source("""
            [Optimizer(LrRange = "[0,\u0085 1)", LrWhy = "\u202Eevil"), Apply] public sealed partial class A;
            public static class Use { public static object Make(System.Collections.Generic.List<StableSpamCompose.Arrays.ArrayParameter> p) => new A(p, lr: 7); }
            """);
        Attempt attempt = Attempt.Here(input);
        Assert.Null(attempt.Wrong);
        Assert.Null(AttributedClasses.Verdict(attempt.Compilation, attempt.Result));
    }

    [Fact]
    public void Ten_megabytes_in_an_attribute_are_refused()
    {
        string a = new('a', TenMegabytes);
        foreach (string attributes in new[] { $"Optimizer(Summary = \"{a}\"), Apply", $"Optimizer, Adam(Bind = \"{a}\")", $"Optimizer, Transform(\"Own\", \"g = {a}\")", $"Optimizer, Transform(\"{a}\", \"g = g\")", $"Optimizer, Relation(\"{a}\"), Apply", $"Optimizer, Hyperparameter(\"x\", 1, Why = \"{a}\"), Apply" })
        {
            // What takes its time here is C# itself.
            FuzzInput input = Source($"[{attributes}] partial class A;");
            GeneratorRunResult result = FuzzedProject.OnArrays.Run(input, out _);
            Assert.Null(Verdict.Of(input, result));
            Assert.Contains("SSC0240", result.Diagnostics.Select(diagnostic => diagnostic.Id));
        }
    }

    [Fact]
    public void A_name_that_only_looks_like_one_is_none()
    {
        foreach (string name in Lookalikes)
        {
            Attempt.Each(
                [
                    Optimizer($"optimizer: {name}\nchain: [Own]\n"), Optimizer($"optimizer: Fuzzed\nchain: [{name}]\n"), Optimizer($"optimizer: Fuzzed\nchain: [Own: {{ as: {name} }}]\n"), Optimizer($"optimizer: Fuzzed\nchain: [Adam: {{ {name}: 1 }}]\n"),
                    Optimizer($"optimizer: Fuzzed\nhyperparameters: {{ {name}: {{ default: 1 }} }}\nchain: [Own]\n"), Optimizer($"optimizer: Fuzzed\nrelations: [ '{name} < 1' ]\nchain: [Own]\n"),
                    Transform($"transform: Own\nhyperparameters: {{ {name}: {{ default: 1 }} }}\nrule: |\n  g = g\n"), Transform($"transform: Own\nstate: {{ {name}: {{ per: element }} }}\nrule: |\n  g = g\n"),
                    Transform($"transform: Own\nuses: {{ {name}: x }}\nrule: |\n  g = g\n"), Transform($"transform: Own\nhyperparameters: {{ c: {{ choices: [a, {name}], default: a }} }}\nrule: |\n  g = g\n"),
                    Rule($"{name} = g"), Rule($"g = {name}"), Rule($"g = {name}(g)"), Rule($"g = norm(g, over: {name})"), Rule($"if {name}: g = g"),
                    Source($"[Optimizer, Apply] partial class A;\n[Optimizer, Apply(As = \"{name}\")] partial class B;"), Source($"[Optimizer, Transform(\"{name}\", \"g = g\")] partial class A;"), Source($"[Optimizer, Transform(\"Own\", \"{name} = g\")] partial class A;"),
                ],
                attempt => Assert.True(attempt.IsRefused, attempt.Input.ToString()));
        }
    }

    [Fact]
    public void A_path_may_be_called_anything()
    {
        foreach (string fragment in Fragments.Hostile)
        {
            var input = new FuzzInput([new InputFile($"/r/{fragment}.optimizer.yaml", "optimizer: Fuzzed\nchain: [Nothing]\n"), new InputFile($"/r/{fragment}2.optimizer.yaml", "optimizer: Good\nchain: [Apply]\n")]);
            Attempt attempt = Attempt.Here(input);
            Assert.Null(attempt.Result.Exception);
            Assert.Equal(["SSC0401"], attempt.Ids);
            Assert.Single(attempt.Result.GeneratedSources);
        }
    }

    private static FuzzInput Transform(string text) => new([new InputFile(FuzzInput.OptimizerPath, SoundOptimizer), new InputFile(FuzzInput.TransformPath, text)]);

    private static FuzzInput Rule(string rule) => Transform($"transform: Own\nrule: |\n  {rule.Replace("\n", "\n  ", StringComparison.Ordinal)}\n");

    private static FuzzInput Optimizer(string text) => new([new InputFile(FuzzInput.OptimizerPath, text), new InputFile(FuzzInput.TransformPath, SoundTransform)]);

    private static FuzzInput Source(string text) => new([new InputFile(FuzzInput.SourcePath, "using StableSpamCompose.Attributes;\nnamespace Fuzzed;\n" + text)]);
}
