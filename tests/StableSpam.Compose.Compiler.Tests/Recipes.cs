using StableSpamCompose.Compiler.Binding;
using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Lowering;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Tests.Yaml;
using StableSpamCompose.Compiler.Text;
using StableSpamCompose.Compiler.Yaml;

namespace StableSpamCompose.Compiler.Tests;

/// <summary>Takes the texts of an optimizer and of its own transforms through parts of the compiler.</summary>
internal static class Recipes
{
    private const string OptimizerFile = "x.optimizer.yaml";

    /// <summary>An optimizer of the single transform <c>X</c>.</summary>
    public const string OfX = "optimizer: O\nchain: [X]\n";

    /// <summary>The only chain, bound.</summary>
    public static BoundChain Bind(string optimizer, params string[] transforms) => BindAll(optimizer, transforms).Single();

    /// <summary>The chains, bound, one for each shape that they distinguish.</summary>
    public static IReadOnlyList<BoundChain> BindAll(string optimizer, params string[] transforms) =>
        Sound(findings => ChainBinder.Bind(Read(optimizer, findings), Catalog(transforms, findings), findings));

    /// <summary>The program before any pass.</summary>
    public static StepProgram Lower(string optimizer, params string[] transforms) =>
        Sound(findings => ChainBinder.Bind(Read(optimizer, findings), Catalog(transforms, findings), findings) is { } bound ? ChainLowering.Lower(bound.Single(), findings) : null);

    /// <summary>The program of the rule <paramref name="rule"/>, which is the only transform of its chain.</summary>
    public static StepProgram LowerRule(string rule, string declarations = "") => Lower(OfX, Transform(rule, declarations));

    /// <summary>Everything.</summary>
    public static CompiledOptimizer Compile(string optimizer, params string[] transforms) =>
        Sound(findings => RecipeCompiler.Compile(Read(optimizer, findings), Catalog(transforms, findings), findings));

    /// <summary>The transform <c>X</c>.</summary>
    public static string Transform(string rule, string declarations = "") =>
        $"transform: X\n{declarations}{(declarations.Length == 0 || declarations.EndsWith('\n') ? "" : "\n")}rule: |\n  {rule.Replace("\n", "\n  ")}\n";

    /// <summary>Asserts that compiling finds one mistake, at the place marked in one of the texts, and returns its message.</summary>
    public static string FindsOne(FindingKind kind, string optimizer, params string[] transforms)
    {
        var findings = new FindingBag();
        RecipeCompiler.Compile(Read(Unmarked(optimizer), findings), Catalog([.. transforms.Select(Unmarked)], findings), findings);
        IReadOnlyList<Finding> mistakes = Advice.LeftOutOf(findings);
        string all = string.Join("\n", findings.Findings);
        Assert.True(mistakes.Count == 1, $"One finding of kind {kind.Id} is expected, not:\n{all}");
        Assert.True(mistakes[0].Kind == kind, all);

        (string path, string marked) = transforms.Select((text, i) => (TransformFile(i), text)).Prepend((OptimizerFile, optimizer)).Single(text => text.Item2.Contains('⟦'));
        Assert.Equal(MarkedText.Parse(marked).SpanIn(path), mistakes[0].Span);
        return mistakes[0].Message;
    }

    private static OptimizerModel Read(string optimizer, FindingBag findings) => RecipeReader.ReadOptimizer(OptimizerFile, optimizer, findings)!;

    private static TransformCatalog Catalog(string[] transforms, FindingBag findings) =>
        RecipeLibrary.Transforms.With(transforms.Select((text, i) => RecipeReader.ReadTransform(TransformFile(i), text, findings)!), findings);

    private static string TransformFile(int index) => $"t{index}.transform.yaml";

    private static string Unmarked(string text) => text.Replace("⟦", "").Replace("⟧", "");

    private static T Sound<T>(Func<FindingBag, T?> compile)
        where T : class
    {
        var findings = new FindingBag();
        T? result = compile(findings);
        Assert.True(result is not null && Advice.LeftOutOf(findings).Count == 0, string.Join("\n", findings.Findings));
        return result;
    }
}
