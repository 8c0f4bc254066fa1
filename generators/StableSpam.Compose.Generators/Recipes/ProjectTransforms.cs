using System.Collections.Immutable;
using StableSpamCompose.Compiler;
using StableSpamCompose.Compiler.Binding;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Generators.Recipes;

/// <summary>The transforms of the project, as its optimizers see them.</summary>
/// <param name="Models">Those that could be read.</param>
/// <param name="Broken">Those that have mistakes.</param>
internal sealed record ProjectTransforms(EquatableArray<TransformModel> Models, EquatableArray<BrokenTransform> Broken)
{
    /// <summary>Brings the checked files together.</summary>
    public static ProjectTransforms Of(ImmutableArray<CheckedTransform> transforms, CancellationToken cancellation) => new(
        transforms.Select(transform => transform.Model).OfType<TransformModel>().ToEquatableArray(),
        transforms.Select(BrokenTransform.Of).OfType<BrokenTransform>().ToEquatableArray());

    /// <summary>The mistakes of each transform, and what is wrong with their names.</summary>
    public static EquatableArray<Finding> FindingsOf(ImmutableArray<CheckedTransform> transforms, CancellationToken cancellation)
    {
        var findings = new FindingBag();
        foreach (CheckedTransform transform in transforms)
        {
            foreach (Finding finding in transform.Findings) findings.Report(finding.Kind, finding.Span, finding.Arguments.ToArray());
        }
        Guarded.Run(SourceSpan.None, findings, () => Of(transforms, cancellation).ToCatalog(findings));
        return findings.Findings.ToEquatableArray();
    }

    /// <summary>The library's transforms and these.</summary>
    public TransformCatalog ToCatalog(FindingBag findings) => RecipeLibrary.Transforms.With(Models, findings);

    /// <summary>Whether a path is that of one of these transforms.</summary>
    public bool Declares(string path) => Models.Any(model => model.Name.Span.Path == path);
}

/// <summary>A transform that has mistakes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Place">Where its first mistake is.</param>
internal sealed record BrokenTransform(string Name, string Place)
{
    /// <summary>What is to be said of <paramref name="transform"/>; <see langword="null"/> if it has no mistakes.</summary>
    public static BrokenTransform? Of(CheckedTransform transform) => transform.FirstError is { } error && transform.Name.Length > 0
        ? new BrokenTransform(transform.Name, (error.Span with { Path = Path.GetFileName(error.Span.Path) }).ToString())
        : null;
}
