using Consumer;
using StableSpamCompose.Arrays;
using StableSpamCompose.Attributes;
using StableSpamCompose.Plans;

foreach (OptimizerInfo info in Optimizers.All)
{
    float[] w = [1f, -2f];
    using var parameter = new ArrayParameter("w", w, new float[] { 0.5f, -4f }, [2]);
    using ArrayOptimizer optimizer = Optimizers.Create(info.Name, [parameter], new Dictionary<string, double> { ["lr"] = 0.5 });
    optimizer.Step();
    Console.WriteLine(FormattableString.Invariant($"{info.Name}: {w[0]} {w[1]}, {info.Plan.BytesPerElement} bytes"));
}

namespace Consumer
{
    /// <summary>Gradient descent within bounds, with a transform in C#.</summary>
    [Optimizer]
    [Transform("Bounded", """
        g = clamp(g, -bound, bound)
        """)]
    [Hyperparameter("bound", 1, Range = "(0, inf)", Of = "Bounded")]
    internal sealed partial class BoundedSteps;
}
