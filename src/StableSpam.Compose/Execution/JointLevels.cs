namespace StableSpamCompose.Execution;

/// <summary>
/// Takes the programs of an optimizer through a step together: at each barrier the programs that fold there wait for each
/// other, and none writes before all know whether the step is skipped.
/// </summary>
internal sealed class JointLevels
{
    private readonly ILevelSteps[] _programs;
    private readonly IGroupFolds _folds;

    /// <param name="programs">The programs that have levels of their own.</param>
    /// <param name="folds">What they fold together.</param>
    public JointLevels(ILevelSteps[] programs, IGroupFolds folds)
    {
        _programs = programs;
        _folds = folds;
    }

    /// <summary>Steps every parameter that has a gradient; false if the step is skipped, with everything as it was.</summary>
    public bool Run()
    {
        bool isSkipped = false;
        foreach (ILevelSteps program in _programs)
            isSkipped |= !program.Leave();

        while (!isSkipped && NextRound() is { } round)
        {
            foreach (ILevelSteps program in _programs)
            {
                if (program.NextRound == round)
                    program.GoToBarrier();
            }
            _folds.Fold();
            foreach (ILevelSteps program in _programs)
            {
                if (program.IsAtBarrier)
                    isSkipped |= !program.Leave();
            }
        }
        if (isSkipped)
            return false;
        foreach (ILevelSteps program in _programs)
            program.Finish();
        return true;
    }

    private int? NextRound()
    {
        int? next = null;
        foreach (ILevelSteps program in _programs)
        {
            if (program.NextRound is { } round && !(round >= next))
                next = round;
        }
        return next;
    }
}
