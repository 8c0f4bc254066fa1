namespace StableSpamCompose.Replay;

/// <summary>An optimizer that is being run over a problem.</summary>
public interface IBackend : IDisposable
{
    /// <summary>What it computes in.</summary>
    Precision Precision { get; }

    /// <summary>Takes a step with the problem's gradients of that step. The steps come in order, from 1.</summary>
    void Step(int step);

    /// <summary>Copies the elements of a tensor, by its place in the problem.</summary>
    void Read(int tensor, Span<double> destination);
}

/// <summary>How well a run agrees with a record after one step.</summary>
/// <param name="Step">The step.</param>
/// <param name="Tensor">The tensor that agrees least.</param>
/// <param name="Ratio">Its ratio, the largest of all tensors.</param>
public sealed record CheckpointAgreement(int Step, string Tensor, double Ratio)
{
    /// <summary>Whether every tensor is within its bound.</summary>
    public bool Agrees => Ratio <= 1;
}

/// <summary>Runs an optimizer over a problem and compares it with a record on the way.</summary>
public static class Comparison
{
    /// <summary>Runs up to the last recorded step; gives one agreement for each recorded step, in order.</summary>
    public static IEnumerable<CheckpointAgreement> Run(Problem problem, Trajectory trajectory, IBackend backend)
    {
        int step = 0;
        foreach (Checkpoint checkpoint in trajectory.Checkpoints)
        {
            while (step < checkpoint.Step)
                backend.Step(++step);
            yield return Compare(problem, checkpoint, backend);
        }
    }

    private static CheckpointAgreement Compare(Problem problem, Checkpoint checkpoint, IBackend backend)
    {
        var worst = new CheckpointAgreement(checkpoint.Step, "", -1);
        for (int i = 0; i < problem.Tensors.Count; i++)
        {
            ProblemTensor tensor = problem.Tensors[i];
            double[] run = new double[tensor.Initial.Length];
            backend.Read(i, run);
            double ratio = Agreement.Ratio(backend.Precision, checkpoint.Step, run, checkpoint.Parameters[i], tensor.Initial);
            if (ratio > worst.Ratio)
                worst = new CheckpointAgreement(checkpoint.Step, tensor.Name, ratio);
        }

        return worst;
    }
}
