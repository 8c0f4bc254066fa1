using System.Collections.Immutable;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Generators.Output;

/// <summary>The name under which a class's source is added to the compilation.</summary>
/// <param name="QualifiedName">Namespace and name of the class.</param>
/// <param name="Path">The file that declares it.</param>
/// <param name="Text">The name of the source.</param>
internal sealed record HintName(string QualifiedName, string Path, string Text)
{
    /// <summary>Names the sources of a project. Of two classes of one name the first has a source.</summary>
    /// <remarks>The compiler takes no two names that differ in letter case alone, and few characters beside letters and digits.</remarks>
    public static EquatableArray<HintName> Assign(
        ImmutableArray<ClassDeclaration> declared, CancellationToken cancellation)
    {
        var names = new List<HintName>();
        var declaredNames = new HashSet<string>(StringComparer.Ordinal);
        var takenTexts = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (ClassDeclaration declaration in declared.Where(declaration => declaration.QualifiedName.Length > 0))
        {
            if (!declaredNames.Add(declaration.QualifiedName) || !declaration.IsEmitted) continue;
            string text = Of(declaration.QualifiedName);
            for (int count = 2; !takenTexts.Add(text); count++) text = Of($"{declaration.QualifiedName}-{count}");
            names.Add(new HintName(declaration.QualifiedName, declaration.Path, text));
        }
        return names.ToEquatableArray();
    }

    /// <summary>A name of letters, digits, dots, underscores and hyphens for <paramref name="name"/>.</summary>
    public static string Of(string name) =>
        new string(name.Select(c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '.' or '_' or '-' ? c : '_').ToArray()) + ".g.cs";
}
