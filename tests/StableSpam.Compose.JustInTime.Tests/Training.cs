using StableSpamCompose.Arrays;
using StableSpamCompose.Plans;

namespace StableSpamCompose.JustInTime.Tests;

/// <summary>A few steps on one tensor.</summary>
internal static class Training
{
    /// <summary>The tensor after steps with these gradients.</summary>
    public static float[] Run(OptimizerInfo info, IReadOnlyDictionary<string, double> settings, float[] initial, params float[][] gradients)
    {
        float[] value = [.. initial];
        float[] gradient = new float[initial.Length];
        using var parameter = new ArrayParameter("w", value, gradient, [initial.Length]);
        using ArrayOptimizer optimizer = info.Create([parameter], settings);
        foreach (float[] step in gradients)
        {
            step.CopyTo(gradient, 0);
            optimizer.Step();
        }
        return value;
    }
}
