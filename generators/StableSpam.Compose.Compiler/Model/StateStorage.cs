using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Model;

/// <summary>Checks what a state is stored in, and how it is rounded then.</summary>
public static class StateStorage
{
    /// <summary>Reports a type where few numbers are kept, and a rounding that has nothing to round.</summary>
    /// <param name="state">The state.</param>
    /// <param name="rounding">Where its rounding is written, if it is.</param>
    /// <param name="findings">Where mistakes go.</param>
    public static void Check(StateModel state, SourceSpan? rounding, FindingBag findings)
    {
        SourceSpan? chance = state.Rounding is null ? null : rounding;
        if (state.Per.Text != DeclaredWord.Element && (state.Type?.Span ?? chance) is { } place)
            findings.Report(FindingCatalog.TypeOfFewNumbers, place, state.Per.Text);
        else if (state.Type is null or { Text: DeclaredWord.Float32 } && chance is { } idle)
            findings.Report(FindingCatalog.RoundingOfSingles, idle);
    }
}
