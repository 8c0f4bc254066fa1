using System.Text.RegularExpressions;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;
using StableSpamCompose.Compiler.Yaml;

namespace StableSpamCompose.Generators.Recipes;

/// <summary>A transform of the project, checked by itself.</summary>
/// <param name="Name">Its name; empty where the file does not say it.</param>
/// <param name="Model">What it is; <see langword="null"/> where its mistakes leave nothing of use.</param>
/// <param name="Findings">Its mistakes.</param>
internal sealed record CheckedTransform(string Name, TransformModel? Model, EquatableArray<Finding> Findings)
{
    // Even of a file that is no YAML at all, so that chains that name the transform are not told that there is none.
    private static readonly Regex NameInText = new(@"^transform:[ \t]*([A-Za-z0-9]+)", RegexOptions.CultureInvariant | RegexOptions.Multiline);

    /// <summary>The first of its errors; <see langword="null"/> if it has none.</summary>
    public Finding? FirstError => Findings.FirstOrDefault(finding => finding.Kind.Severity == Severity.Error);

    /// <summary>Reads and checks <c>*.transform.yaml</c>.</summary>
    public static CheckedTransform Read(RecipeFile file, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var findings = new FindingBag();
        TransformModel? model = Guarded.Run(file.Start, findings, () =>
        {
            TransformModel? read = RecipeReader.ReadTransform(file.Path, file.Text, findings);
            if (read is not null && !findings.HasErrors) TransformCheck.Run(read, findings);
            return read;
        });
        string name = model?.Name.Text ?? NameInText.Match(file.Text).Groups[1].Value;
        return new CheckedTransform(name, model, findings.Findings.ToEquatableArray());
    }
}
