namespace StableSpamCompose.Execution;

/// <summary>
/// What a pass folds again of what the pass before has guessed: only the chunks whose largest value is above a limit that is
/// known by then.
/// </summary>
/// <param name="Pass">The pass.</param>
/// <param name="Largest">Place of the largest among the reductions of the pass before.</param>
/// <param name="First">Place of the first guess among them; the guesses stand in the order of the pass's reductions.</param>
public readonly record struct SpeculativeFold(int Pass, int Largest, int First);
