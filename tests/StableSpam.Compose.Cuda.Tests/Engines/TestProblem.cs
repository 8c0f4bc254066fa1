using StableSpamCompose.Bits;
using StableSpamCompose.Replay;

namespace StableSpamCompose.Cuda.Tests.Engines;

/// <summary>Tensors to start from and the gradients of every step.</summary>
internal abstract class TestProblem
{
    /// <summary>The recorded problem that published programs ran, whose numbers many other tests have.</summary>
    public static TestProblem Golden { get; } = new GoldenProblem();

    /// <summary>Random tensors with ragged tails, the chunk's edges among them, and gradients that are missing now and then.</summary>
    public static TestProblem Ragged { get; } = Random([1, 0, 3, 130, 513, 4095, 4096, 4097, 9001], steps: 9, seed: 3);

    /// <summary>The same with all that is in it only once or twice, for slow checks.</summary>
    public static TestProblem Short { get; } = Random([5, 0, 4099], steps: 3, seed: 4);

    /// <summary>Gradients so small that second moments are subnormal numbers.</summary>
    public static TestProblem Tiny { get; } = new RandomProblem(new BitProblem([[700]], 3, 5), scale: 1e-19f);

    public abstract int Tensors { get; }

    public abstract int Steps { get; }

    public abstract IReadOnlyDictionary<string, double> Settings(IEnumerable<string> hyperparameters);

    public abstract long[] Shape(int tensor);

    public abstract float[] Initial(int tensor);

    public abstract bool HasGradient(int step, int tensor);

    public abstract float[] Gradient(int step, int tensor);

    public static TestProblem Random(int[] lengths, int steps, int seed) => new RandomProblem(new BitProblem([.. lengths.Select(length => new long[] { length })], steps, seed));

    private sealed class RandomProblem(BitProblem problem, float scale = 1) : TestProblem
    {
        public override int Tensors => problem.Lengths.Count;

        public override int Steps => problem.Steps;

        public override IReadOnlyDictionary<string, double> Settings(IEnumerable<string> hyperparameters) => BitProblem.Settings(hyperparameters);

        public override long[] Shape(int tensor) => [Initial(tensor).Length];

        public override float[] Initial(int tensor) => problem.Initial(tensor);

        public override bool HasGradient(int step, int tensor) => problem.HasGradient(step, tensor);

        public override float[] Gradient(int step, int tensor) => [.. problem.Gradient(step, tensor).Select(value => value * scale)];
    }

    private sealed class GoldenProblem : TestProblem
    {
        private readonly Problem _problem = Problem.Read(Path.Combine(AppContext.BaseDirectory, "Data", "golden", "problem.json"));

        public override int Tensors => _problem.Tensors.Count;

        public override int Steps => 20;

        public override IReadOnlyDictionary<string, double> Settings(IEnumerable<string> hyperparameters) => BitProblem.Settings(hyperparameters);

        public override long[] Shape(int tensor) => [.. _problem.Tensors[tensor].Shape];

        public override float[] Initial(int tensor) => _problem.Tensors[tensor].Initial;

        public override bool HasGradient(int step, int tensor) => true;

        public override float[] Gradient(int step, int tensor) => _problem.Gradient(step, tensor).ToArray();
    }
}
