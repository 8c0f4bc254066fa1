using StableSpamCompose.Compiler;
using StableSpamCompose.Compiler.Binding;
using StableSpamCompose.Compiler.Language;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Generators.Recipes;

/// <summary>
/// Finds the mistakes of a transform without an optimizer that uses it: compiles the chain of the transform alone, once as it
/// stands and once for each value of each of its flags and choices.
/// </summary>
internal static class TransformCheck
{
    private static readonly string[] FlagValues = ["true", "false"];

    /// <summary>Checks <paramref name="transform"/>.</summary>
    public static void Run(TransformModel transform, FindingBag findings)
    {
        TransformCatalog catalog = TransformCatalog.Of([transform]);
        Compile(transform, [], catalog, findings);
        foreach (HyperparameterModel hyperparameter in transform.Hyperparameters.Where(hyperparameter => hyperparameter.IsStructural))
        {
            foreach (string value in ValuesOf(hyperparameter).Where(value => value != hyperparameter.StructuralDefault))
                Compile(transform, [SettingOf(hyperparameter, value)], catalog, findings);
        }
    }

    private static void Compile(TransformModel transform, IEnumerable<Setting> settings, TransformCatalog catalog, FindingBag findings)
    {
        var optimizer = new OptimizerModel
        {
            Name = transform.Name,
            Chain = new EquatableArray<ChainLink>([new ChainLink { Transform = transform.Name, Settings = settings.ToEquatableArray() }]),
            ChainSpan = transform.Name.Span,
        };
        var found = new FindingBag();
        RecipeCompiler.Check(optimizer, catalog, found);
        foreach (Finding finding in found.Findings.Where(finding => !IsOfTheChain(finding.Kind)))
            findings.Report(finding.Kind, finding.Span, finding.Arguments.ToArray());
    }

    // What stands alone here has nothing after it whose state it could read or reset, which is no mistake of its own.
    private static bool IsOfTheChain(FindingKind kind) => kind == FindingCatalog.NoSuchRole || kind == FindingCatalog.NothingToReset;

    private static IEnumerable<string> ValuesOf(HyperparameterModel hyperparameter) =>
        hyperparameter.Kind == HyperparameterKind.Flag ? FlagValues : hyperparameter.Choices;

    private static Setting SettingOf(HyperparameterModel hyperparameter, string value)
    {
        SourceSpan span = hyperparameter.Name.Span;
        return new Setting(hyperparameter.Name, new RuleExpression(new Name(value, span), value, span), IsFixed: false);
    }
}
