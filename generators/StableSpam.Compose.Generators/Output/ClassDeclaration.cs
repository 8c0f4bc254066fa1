namespace StableSpamCompose.Generators.Output;

/// <summary>Which class is declared where, without the line, so that an edit above it changes nothing.</summary>
/// <param name="QualifiedName">Namespace and name.</param>
/// <param name="Path">The file that declares it.</param>
/// <param name="IsEmitted">Whether there is a source of it.</param>
internal sealed record ClassDeclaration(string QualifiedName, string Path, bool IsEmitted);
