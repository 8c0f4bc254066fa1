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
    /// <summary>The transforms of files and those of classes, in this order.</summary>
    public static EquatableArray<CheckedTransform> Join(
        (ImmutableArray<CheckedTransform> InFiles, ImmutableArray<EquatableArray<CheckedTransform>> InClasses) declared, CancellationToken cancellation) =>
        declared.InFiles.Concat(declared.InClasses.SelectMany(transforms => transforms)).ToEquatableArray();

    /// <summary>Brings the checked transforms together.</summary>
    public static ProjectTransforms Of(EquatableArray<CheckedTransform> transforms, CancellationToken cancellation) => new(
        transforms.Select(transform => transform.Model).OfType<TransformModel>().ToEquatableArray(),
        transforms.Select(BrokenTransform.Of).OfType<BrokenTransform>().ToEquatableArray());

    /// <summary>The mistakes of each transform, and what is wrong with their names.</summary>
    public static EquatableArray<Finding> FindingsOf(EquatableArray<CheckedTransform> transforms, CancellationToken cancellation)
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

    /// <summary>
    /// Those that the chain of <paramref name="optimizer"/> names. One that names what is not there is given all of them, so that
    /// it can be told the nearest.
    /// </summary>
    public ProjectTransforms NamedBy(OptimizerModel? optimizer)
    {
        var named = new HashSet<string>((optimizer?.Links ?? []).Select(link => link.Transform.Text), StringComparer.Ordinal);
        bool isKnown = named.All(name => RecipeLibrary.Transforms.Find(name) is not null || Models.Any(model => model.Name.Text == name));
        return isKnown || optimizer is null
            ? new ProjectTransforms(
                Models.Where(model => named.Contains(model.Name.Text)).ToEquatableArray(),
                Broken.Where(broken => named.Contains(broken.Name)).ToEquatableArray())
            : this;
    }

    /// <summary>Whether a path is that of one of these transforms.</summary>
    public bool Declares(string path) => Models.Any(model => model.Name.Span.Path == path);
}

/// <summary>A transform that has mistakes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Path">The file that declares it.</param>
/// <param name="Place">Where its first mistake is.</param>
internal sealed record BrokenTransform(string Name, string Path, string Place)
{
    /// <summary>What is to be said of <paramref name="transform"/>; <see langword="null"/> if it has no mistakes.</summary>
    public static BrokenTransform? Of(CheckedTransform transform) => transform.FirstError is { } error && transform.Name.Length > 0
        ? new BrokenTransform(transform.Name, error.Span.Path, (error.Span with { Path = System.IO.Path.GetFileName(error.Span.Path) }).ToString())
        : null;
}
