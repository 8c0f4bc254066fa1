using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.JustInTime;

/// <summary>A recipe has mistakes. The message has a line for each: <c>path(line,column): error SSCnnnn: what is wrong</c>.</summary>
public sealed class RecipeException : Exception
{
    internal RecipeException(IReadOnlyList<Finding> findings)
        : base(string.Join('\n', findings)) => Findings = [.. findings];

    /// <summary>What was found, warnings included.</summary>
    public IReadOnlyList<Finding> Findings { get; }
}
