namespace StableSpamCompose.Execution;

/// <summary>The tensors of one program on their way through a step, from barrier to barrier.</summary>
internal interface ILevelSteps
{
    /// <summary>The round of the barrier that it comes to next; null if it comes to none.</summary>
    int? NextRound { get; }

    /// <summary>Whether it waits at a barrier.</summary>
    bool IsAtBarrier { get; }

    /// <summary>Goes on to the next barrier, and contributes there.</summary>
    void GoToBarrier();

    /// <summary>Computes what follows from a barrier, or what needs none at the beginning of the step; false if the step is to be skipped.</summary>
    bool Leave();

    /// <summary>Goes on to the end of the step.</summary>
    void Finish();
}

/// <summary>A program on its way that is folded by the host.</summary>
internal interface IHostLevelSteps : ILevelSteps
{
    /// <summary>What the program folds over tensors; programs of one optimizer fold the same.</summary>
    GroupReduction[] Reductions { get; }

    /// <summary>The folds that its tensors contribute to.</summary>
    GroupFolds? Folds { get; set; }
}
