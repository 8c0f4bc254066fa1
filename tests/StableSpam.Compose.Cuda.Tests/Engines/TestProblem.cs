using StableSpamCompose.Bits;
using StableSpamCompose.Replay;

namespace StableSpamCompose.Cuda.Tests.Engines;

/// <summary>Tensors to start from and the gradients of every step.</summary>
internal abstract class TestProblem
{
    /// <summary>The recorded problem that published programs ran, whose numbers many other tests have.</summary>
    public static TestProblem Golden { get; } = new GoldenProblem();

    /// <summary>Random tensors with ragged tails, the chunk's edges among them, and gradients that are missing now and then.</summary>
    public static TestProblem Ragged { get; } = new RandomProblem(
        new BitProblem([[1], [0], [3], [130], [513], [4095], [4096], [4097], [9001], [3, 43], [2, 70, 33], [3, 0], [3, 1300], [129, 68]], steps: 9, seed: 3),
        blocks: [0, 0, 0, 0, 100, 0, 0, 0, 5000, 0, 50, 0, 0, 600]);

    /// <summary>Matrices with and without ragged edges, in stacks, long rows, many rows, nothing in them; some are cut into blocks of a given length.</summary>
    public static TestProblem Matrices { get; } = new RandomProblem(
        new BitProblem([[7], [], [3, 43], [9, 3, 19], [0], [2, 70, 33], [3, 0], [0, 4], [2, 0, 3], [1, 1], [2, 8200], [3, 1300], [700, 3], [129, 68], [4097]], steps: 6, seed: 7),
        blocks: [0, 0, 5, 0, 0, 100, 0, 0, 0, 0, 513, 0, 1, 4100, 1000]);

    /// <summary>A little of everything, for slow checks.</summary>
    public static TestProblem Short { get; } = new RandomProblem(new BitProblem([[5], [0], [4099], [2, 67, 5], [3, 523], [3, 0]], steps: 3, seed: 4), blocks: [0, 0, 0, 33, 0, 0]);

    /// <summary>Gradients so small that second moments are subnormal numbers.</summary>
    public static TestProblem Tiny { get; } = new RandomProblem(new BitProblem([[700]], 3, 5), scale: 1e-19f);

    public abstract int Tensors { get; }

    public abstract int Steps { get; }

    public abstract IReadOnlyDictionary<string, double> Settings(IEnumerable<string> hyperparameters);

    public abstract long[] Shape(int tensor);

    /// <summary>What a tensor is called, by which chains choose theirs.</summary>
    public virtual string Name(int tensor) => (tensor % 4) switch { 1 => $"norm{tensor}", 3 => $"bias{tensor}", _ => $"p{tensor}" };

    /// <summary>Elements of a block of a tensor; 0 for a slice of the first dimension.</summary>
    public virtual long BlockLength(int tensor) => 0;

    public abstract float[] Initial(int tensor);

    public abstract bool HasGradient(int step, int tensor);

    public abstract float[] Gradient(int step, int tensor);

    public static TestProblem Random(int[] lengths, int steps, int seed) => Random([.. lengths.Select(length => new long[] { length })], steps, seed);

    public static TestProblem Random(long[][] shapes, int steps, int seed) => new RandomProblem(new BitProblem(shapes, steps, seed));

    /// <summary>A problem with one gradient that is not finite.</summary>
    public static TestProblem Spoil(TestProblem problem, int step, int tensor) => new SpoiledProblem(problem, step, tensor);

    private sealed class SpoiledProblem(TestProblem problem, int spoiledStep, int spoiledTensor) : TestProblem
    {
        public override int Tensors => problem.Tensors;

        public override int Steps => problem.Steps;

        public override IReadOnlyDictionary<string, double> Settings(IEnumerable<string> hyperparameters) => problem.Settings(hyperparameters);

        public override long[] Shape(int tensor) => problem.Shape(tensor);

        public override long BlockLength(int tensor) => problem.BlockLength(tensor);

        public override float[] Initial(int tensor) => problem.Initial(tensor);

        public override bool HasGradient(int step, int tensor) => problem.HasGradient(step, tensor) || (step, tensor) == (spoiledStep, spoiledTensor);

        public override float[] Gradient(int step, int tensor)
        {
            float[] gradient = problem.Gradient(step, tensor);
            if ((step, tensor) == (spoiledStep, spoiledTensor)) gradient[^1] = float.PositiveInfinity;
            return gradient;
        }
    }

    private sealed class RandomProblem(BitProblem problem, float scale = 1, long[]? blocks = null) : TestProblem
    {
        public override long BlockLength(int tensor) => blocks?[tensor] ?? 0;

        public override int Tensors => problem.Lengths.Count;

        public override int Steps => problem.Steps;

        public override IReadOnlyDictionary<string, double> Settings(IEnumerable<string> hyperparameters) => BitProblem.Settings(hyperparameters);

        public override long[] Shape(int tensor) => problem.Shape(tensor).ToArray();

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
