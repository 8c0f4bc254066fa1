using StableSpamCompose.Execution;

namespace StableSpamCompose.Tests.Programs;

/// <summary>One parameter of <see cref="AdamW"/>, element by element in plain floats.</summary>
/// <param name="w">Its numbers.</param>
/// <param name="stored">What is left of one when it is stored; all of it unless given.</param>
internal sealed class SlowAdamW(float[] w, Func<float, float>? stored = null)
{
    private double _k;

    public float[] W { get; } = [.. w];

    public float[] M { get; } = new float[w.Length];

    public float[] V { get; } = new float[w.Length];

    public void Step(float[] gradient, double lr, double decay = 0.01, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8)
    {
        _k++;
        float correction1 = (float)(1 - StepMath.Power(beta1, _k));
        float correction2 = (float)(1 - StepMath.Power(beta2, _k));
        for (int i = 0; i < W.Length; i++)
        {
            float g = gradient[i];
            float m = ((float)beta1 * M[i]) + ((float)(1 - beta1) * g);
            float v = ((float)beta2 * V[i]) + ((float)(1 - beta2) * (g * g));
            float update = (m / correction1) / (MathF.Sqrt(v / correction2) + (float)eps);
            float moved = (W[i] * (float)(1 - (lr * decay))) - ((float)lr * update);
            W[i] = stored is null ? moved : stored(moved);
            M[i] = Flush(m);
            V[i] = Flush(v);
        }
    }

    private static float Flush(float value) => float.IsSubnormal(value) || value == 0 ? 0 : value;
}
