namespace StableSpamCompose.Compiler.Emit;

/// <summary>What a generated class is called and how it is documented.</summary>
/// <param name="Name">Name of the class.</param>
/// <param name="Namespace">Its namespace; empty for the global one.</param>
/// <param name="Modifiers">What stands before <c>class</c>.</param>
/// <param name="Summary">One line of what it does.</param>
/// <param name="Source">Paper and equation, or program, that it is from.</param>
public sealed record ClassIdentity(string Name, string Namespace, string Modifiers, string Summary, string Source)
{
    /// <summary>Modifiers of a class that a recipe file declares.</summary>
    public const string PublicPartial = "public sealed partial";

    /// <summary>The version that generated code names as its tool's.</summary>
    internal const string GeneratorVersion = "0.1";
}
