using System.Collections.Immutable;
using StableSpamCompose.Compiler;
using StableSpamCompose.Compiler.Binding;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;
using StableSpamCompose.Generators.Output;
using StableSpamCompose.Generators.Recipes;

namespace StableSpamCompose.Generators;

/// <summary>An optimizer of the project, compiled.</summary>
/// <param name="QualifiedName">Namespace and name; empty where it has no name.</param>
/// <param name="Place">Where it is declared.</param>
/// <param name="Source">Its class; <see langword="null"/> if it has mistakes.</param>
/// <param name="Findings">Its mistakes.</param>
internal sealed record CompiledClass(string QualifiedName, SourceSpan Place, string? Source, EquatableArray<Finding> Findings)
{
    /// <summary>Compiles an optimizer with the transforms of the library and the project, for the project's host.</summary>
    public static CompiledClass Compile(NarrowedOptimizer input, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        (DeclaredOptimizer declared, ProjectTransforms transforms) = (input.Optimizer, input.Transforms);
        var findings = new FindingBag();
        foreach (Finding finding in declared.Findings) findings.Report(finding.Kind, finding.Span, finding.Arguments.ToArray());
        if (declared.Model is not { } model)
            return new CompiledClass("", declared.Place, null, findings.Findings.ToEquatableArray());

        bool isWhole = !ReportBrokenTransforms(model, transforms, findings) && !findings.HasErrors;
        string? source = Guarded.Run(declared.Place, findings, () =>
        {
            TransformCatalog catalog = transforms.ToCatalog(new FindingBag());
            var found = new FindingBag();
            CompiledOptimizer? compiled = isWhole ? RecipeCompiler.Compile(model, catalog, found) : null;
            ReportAtHome(found, model, transforms, catalog, findings);
            return compiled?.Emit(input.Host, declared.Namespace, declared.Modifiers);
        });
        string name = declared.Namespace.Length > 0 ? $"{declared.Namespace}.{model.Name.Text}" : model.Name.Text;
        return new CompiledClass(name, declared.Place, source, findings.Findings.ToEquatableArray());
    }

    /// <summary>What its name among the sources depends on.</summary>
    public static ClassDeclaration ToIdentity(CompiledClass compiled, CancellationToken cancellation) =>
        new(compiled.QualifiedName, compiled.Place.Path, compiled.Source is not null);

    /// <summary>The mistakes of each, and those that have the name of another.</summary>
    public static EquatableArray<Finding> FindingsOf(
        ImmutableArray<CompiledClass> compiled, CancellationToken cancellation)
    {
        var findings = compiled.SelectMany(declared => declared.Findings).ToList();
        var first = new Dictionary<string, CompiledClass>(StringComparer.Ordinal);
        foreach (CompiledClass declared in compiled.Where(declared => declared.QualifiedName.Length > 0))
        {
            if (!first.TryGetValue(declared.QualifiedName, out CompiledClass? other)) first.Add(declared.QualifiedName, declared);
            else if (other.Place != declared.Place) findings.Add(DeclaredTwice(declared, other));
        }
        return findings.ToEquatableArray();
    }

    private static string PlaceOf(CompiledClass declared) => RecipeLibrary.Declares(declared.Place.Path)
        ? "by the project's item 'Optimizer'"
        : $"at {declared.Place}";

    private static Finding DeclaredTwice(CompiledClass declared, CompiledClass other) =>
        new(FindingCatalog.OptimizerDeclaredTwice, declared.Place, new EquatableArray<string>([declared.QualifiedName, PlaceOf(other)]));

    // What a class declares beside its chain has its mistakes shown there, and no second time where the chain names it.
    private static bool ReportBrokenTransforms(OptimizerModel model, ProjectTransforms transforms, FindingBag findings)
    {
        bool isAny = false;
        foreach (ChainLink link in model.Links)
        {
            BrokenTransform? broken = transforms.Broken.FirstOrDefault(broken => broken.Name == link.Transform.Text);
            if (broken is null) continue;
            isAny = true;
            if (broken.Path != link.Transform.Span.Path)
                findings.Report(FindingCatalog.BrokenTransform, link.Transform.Span, broken.Name, broken.Place);
        }
        return isAny;
    }

    // The transforms are right by themselves: what is found in one follows from the chain, and is said where the chain has no
    // mistake that explains it. A recipe of the library is no file of the project, so the place is then where the chain names it.
    private static void ReportAtHome(
        FindingBag found, OptimizerModel model, ProjectTransforms transforms, TransformCatalog catalog, FindingBag findings)
    {
        string home = model.Name.Span.Path;
        bool isExplained = found.Findings.Any(finding => finding.Span.Path == home && finding.Kind.Severity == Severity.Error);
        foreach (Finding finding in found.Findings)
        {
            string path = finding.Span.Path;
            if (path != home && isExplained) continue;
            bool isInProject = path == home || transforms.Declares(path);
            findings.Report(finding.Kind, isInProject ? finding.Span : PlaceInChain(path, model, catalog), finding.Arguments.ToArray());
        }
    }

    private static SourceSpan PlaceInChain(string path, OptimizerModel model, TransformCatalog catalog)
    {
        ChainLink? link = model.Links.FirstOrDefault(link => catalog.Find(link.Transform.Text)?.Name.Span.Path == path);
        return (link?.Transform ?? model.Name).Span;
    }
}
