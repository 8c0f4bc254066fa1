using System.Reflection;
using StableSpamCompose.Execution;
using StableSpamCompose.Optimizers;
using StableSpamCompose.Plans;

namespace StableSpamCompose.Agreement.Tests;

/// <summary>Steps one tensor with a program of an optimizer and counts what kernels read and write. All elements of the gradient are 1 at first.</summary>
internal sealed unsafe class CountedRun : IDisposable
{
    /// <summary>The collection of test classes that count: one after the other, since there is one count.</summary>
    public const string Collection = "counted";

    public const double LearningRate = 0.01;

    private readonly StepEngine _engine;

    /// <param name="info">The optimizer.</param>
    /// <param name="plan">The plan of the program.</param>
    /// <param name="shape">Dimensions of the tensor.</param>
    public CountedRun(OptimizerInfo info, OptimizerPlan plan, long[] shape)
    {
        Type optimizer = typeof(OptimizerLibrary).Assembly.GetType($"{typeof(OptimizerLibrary).Namespace}.{info.Name}", throwOnError: true)!;
        Type program = optimizer.GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic)
            .Single(type => ReferenceEquals(type.GetProperty("Plan", BindingFlags.Public | BindingFlags.Static)?.GetValue(null), plan));
        Type engineType = typeof(StepEngine<,,,,,>).MakeGenericType(
            program, program.GetNestedType("Step")!, program.GetNestedType("Tensor")!,
            typeof(CountingStorage), typeof(CountingStorage), typeof(CountingStorage));
        _engine = (StepEngine)Activator.CreateInstance(engineType, [null])!;
        _engine.Threads = 1;
        var group = new StepGroup(info.Hyperparameters.Count) { LearningRate = LearningRate };
        for (int i = 0; i < info.Hyperparameters.Count; i++) group.Hyperparameters[i] = info.Hyperparameters[i].Default;
        Parameter = _engine.AddParameter(group, new TensorShape(shape));
        Value = new float[Parameter.Length];
        Gradient = [.. Enumerable.Repeat(1f, Value.Length)];
        Parameter.HasGradient = true;
    }

    public StepParameter Parameter { get; }

    public float[] Value { get; }

    public float[] Gradient { get; }

    /// <summary>Takes a step; the counts are those of this step.</summary>
    public void Step()
    {
        fixed (float* values = Value, gradients = Gradient)
        {
            Parameter.Value = values;
            Parameter.Gradient = gradients;
            CountingStorage.Reset();
            _engine.Step();
        }
    }

    public void Dispose() => _engine.Dispose();
}
