namespace StableSpamCompose.Execution;

/// <summary>A part of a step that all tensors finish before any begins what follows.</summary>
/// <param name="Pass">The pass over the elements that it begins with; -1 for none.</param>
/// <param name="FoldsGroups">Whether it ends at a barrier, at which values of the tensors are folded.</param>
/// <param name="Round">
/// Which folds its barrier is for, where an optimizer has several programs: those that fold in one round wait for each other,
/// and rounds follow each other in the order of their numbers.
/// </param>
public readonly record struct StepLevel(int Pass, bool FoldsGroups, int Round = 0);
