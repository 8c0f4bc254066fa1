namespace StableSpamCompose.Execution;

/// <summary>What programs fold together at a barrier.</summary>
internal interface IGroupFolds
{
    /// <summary>Folds what the tensors have contributed.</summary>
    void Fold();
}
