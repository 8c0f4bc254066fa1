using StableSpamCompose.Tests.Execution;

namespace StableSpamCompose.Tests.Programs;

/// <summary><see cref="GroupProgram"/> as plain loops over all tensors.</summary>
internal sealed class SlowGroupProgram
{
    private readonly List<Tensor> _tensors = [];

    public IReadOnlyList<Tensor> Tensors => _tensors;

    public void Add(Group group, float[] value) => _tensors.Add(new Tensor(group, value));

    /// <summary>Steps the tensors that have a gradient; null stands for none.</summary>
    public void Step(IReadOnlyList<float[]?> gradients)
    {
        int[] present = [.. Enumerable.Range(0, _tensors.Count).Where(i => gradients[i] is not null)];
        var squares = present.ToDictionary(i => i, i => SlowFold.SumOfSquares(gradients[i]!));
        double all = 0;
        foreach (int i in present)
            all += squares[i];
        if (!double.IsFinite(all))
            return;

        foreach (Group group in present.Select(i => _tensors[i].Group).Distinct())
        {
            int[] members = [.. present.Where(i => _tensors[i].Group == group)];
            group.Average = (0.5 * group.Average) + members.Max(i => squares[i]);
            double kept = 0;
            foreach (int i in members)
                kept += _tensors[i].Kept;
            group.Total += kept;
        }
        float scale = (float)(1 / Math.Sqrt(all));
        foreach (int i in present)
        {
            Tensor tensor = _tensors[i];
            for (int element = 0; element < tensor.Value.Length; element++)
                tensor.Value[element] -= (float)tensor.Group.LearningRate * ((gradients[i]![element] + gradients[i]![element]) * scale);
            tensor.Kept = SlowFold.Largest(tensor.Value);
            tensor.All = all;
            tensor.Updates++;
        }
    }

    public sealed class Group(double learningRate)
    {
        public double LearningRate => learningRate;

        public double Average { get; set; } = 0.25;

        public double Total { get; set; }
    }

    public sealed class Tensor(Group group, float[] value)
    {
        public Group Group => group;

        public float[] Value => value;

        public double Kept { get; set; } = 1;

        public double All { get; set; }

        public int Updates { get; set; }
    }
}
