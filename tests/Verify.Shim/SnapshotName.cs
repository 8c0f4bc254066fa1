using System.Reflection;

namespace VerifyXunit;

/// <summary>What the files of a verification are called.</summary>
internal static class SnapshotName
{
    /// <summary><c>Class.Method</c>, with the text of a theory's parameters <c>Class.Method_text</c>.</summary>
    public static string Of(MethodInfo test, string? parameters)
    {
        Type type = test.ReflectedType!;
        string name = type.DeclaringType is { } outer ? $"{outer.Name}.{type.Name}" : type.Name;
        return Checked($"{name}.{test.Name}{(parameters is null ? "" : "_" + parameters)}");
    }

    /// <summary>The file of one text: <c>prefix[#name].kind.extension</c>.</summary>
    public static string File(string prefix, Target target, string kind) =>
        $"{prefix}{(target.Name is null ? "" : "#" + Checked(target.Name))}.{kind}.{target.Extension}";

    // Stricter than some file systems ask, so that a snapshot made on one can be checked out on all.
    private static string Checked(string name) =>
        name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '=' or ' ' or ',')
            ? name
            : throw new ArgumentException($"'{name}' cannot be part of a file name everywhere; use letters, digits and any of . _ - = ,");
}
