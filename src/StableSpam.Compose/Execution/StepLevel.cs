namespace StableSpamCompose.Execution;

/// <summary>A part of a step that all tensors finish before any begins what follows.</summary>
/// <param name="Pass">The pass over the elements that it begins with; -1 for none.</param>
/// <param name="FoldsGroups">Whether it ends at a barrier, at which values of the tensors are folded.</param>
public readonly record struct StepLevel(int Pass, bool FoldsGroups);
