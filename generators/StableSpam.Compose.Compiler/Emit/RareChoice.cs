namespace StableSpamCompose.Compiler.Emit;

/// <summary>A choice between a value that costs little and one that costs much and is seldom needed, by a condition of each element.</summary>
/// <param name="Condition">The condition, as an expression.</param>
/// <param name="IsConditionNamed">Whether that is a name.</param>
/// <param name="Usual">The value that costs little.</param>
/// <param name="IsNeeded">Whether the other is needed in some lane, given the condition's name.</param>
/// <param name="Choose">The choice, given the names of the condition and of a variable that holds the usual value.</param>
internal sealed record RareChoice(
    string Condition, bool IsConditionNamed, string Usual, Func<string, string> IsNeeded, Func<string, string, string> Choose);
