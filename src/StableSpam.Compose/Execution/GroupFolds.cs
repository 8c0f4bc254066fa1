namespace StableSpamCompose.Execution;

/// <summary>Folds one number of each tensor to totals of their groups, in the order in which the parameters were added.</summary>
internal sealed unsafe class GroupFolds(GroupReduction[] reductions, StepParameter[] parameters) : IGroupFolds
{
    private readonly double[] _contributions = Neutral(reductions, parameters);

    /// <summary>The folds of some programs, which fold the same.</summary>
    public static GroupFolds Of(IHostLevelSteps[] programs, StepParameter[] parameters)
    {
        var folds = new GroupFolds(programs[0].Reductions, parameters);
        foreach (IHostLevelSteps program in programs)
            program.Folds = folds;
        return folds;
    }

    /// <summary>Room for what a tensor contributes to each reduction, in this step; where its program has no part in one, nothing.</summary>
    public double* Contribution(StepParameter parameter) =>
        Pinned.Pointer(_contributions) + (parameter.Ordinal * (nint)reductions.Length);

    /// <summary>
    /// Folds the contributions of the parameters that have a gradient. A reduction of an earlier barrier comes to the same
    /// again, and one of a later barrier to something that nobody reads yet.
    /// </summary>
    public void Fold()
    {
        for (int i = 0; i < reductions.Length; i++)
        {
            double start = Start(reductions[i]);
            foreach (StepParameter parameter in parameters)
                parameter.GroupMemory.Totals[i] = start;

            double all = start;
            foreach (StepParameter parameter in parameters)
            {
                if (!parameter.HasGradient)
                    continue;
                double contribution = Contribution(parameter)[i];
                ref double total = ref parameter.GroupMemory.Totals[i];
                total = Combine(reductions[i].Kind, total, contribution);
                all = Combine(reductions[i].Kind, all, contribution);
            }

            if (reductions[i].Over == TensorSet.Group)
                continue;
            foreach (StepParameter parameter in parameters)
                parameter.GroupMemory.Totals[i] = all;
        }
    }

    // What changes no fold: a sum that begins at +0 never is -0.
    private static double[] Neutral(GroupReduction[] reductions, StepParameter[] parameters)
    {
        double[] contributions = Pinned.Doubles(checked(reductions.Length * (parameters.Select(parameter => (int?)parameter.Ordinal).Max() + 1 ?? 0)));
        for (int i = 0; i < contributions.Length; i++)
            contributions[i] = Start(reductions[i % reductions.Length]);
        return contributions;
    }

    private static double Start(GroupReduction reduction) => reduction.Kind == Reduction.Sum ? 0 : double.NegativeInfinity;

    // Math.Max has the order of bits: -0 below +0, and NaN above all.
    private static double Combine(Reduction kind, double total, double contribution) =>
        kind == Reduction.Sum ? total + contribution : Math.Max(total, contribution);
}
