namespace StableSpamCompose.Agreement.Tests.Published;

/// <summary>Rules that keep the squares of a matrix by rows and columns.</summary>
public class FactoredTests
{
    private static readonly Dictionary<string, double> Factored = new() { ["eps1"] = 1e-3, ["clip"] = 0.7, ["decay_rate"] = 0.6, ["weight_decay"] = 0.1 };

    private static readonly Dictionary<string, PublishedRule> Rules = new()
    {
        ["Adafactor"] = new(Factored, Adafactor),
        ["AdafactorMomentum"] = new(new(Factored) { ["beta1"] = 0.8 }, AdafactorMomentum),
        ["AdafactorRelative"] = new(new(Factored) { ["eps2"] = 0.5 }, AdafactorRelative),
        ["SM3"] = new([], (h, shape, initial) => Descend(Sm3(shape, initial.Length))),
        ["SM3Momentum"] = new(
            new() { ["beta1"] = 0.8, ["weight_decay"] = 0.1 }, (h, shape, initial) => Average(h, Sm3(shape, initial.Length), initial.Length)),
    };

    // What a gradient is scaled to.
    private delegate double[] Scaling(int k, double[] g);

    public static TheoryData<string> Optimizers => [.. Rules.Keys];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void The_interpreter_agrees_with_the_rule_written_by_hand(string optimizer) => Rules[optimizer].AssertAgrees(optimizer);

    private static TensorStep Adafactor(Dictionary<string, double> h, long[] shape, double[] initial)
    {
        Scaling scale = Scale(h, shape, initial.Length);
        return (k, lr, w, g) =>
        {
            double[] u = scale(k, g);
            for (int i = 0; i < w.Length; i++) w[i] -= lr * (u[i] + h["weight_decay"] * w[i]);
        };
    }

    private static TensorStep AdafactorMomentum(Dictionary<string, double> h, long[] shape, double[] initial) =>
        Average(h, Scale(h, shape, initial.Length), initial.Length);

    private static TensorStep AdafactorRelative(Dictionary<string, double> h, long[] shape, double[] initial)
    {
        TensorStep step = Adafactor(h, shape, initial);
        return (k, lr, w, g) => step(k, lr * Math.Max(h["eps2"], Rms(w)) * Math.Min(1e-2, 1 / Math.Sqrt(k)), w, g);
    }

    private static TensorStep Descend(Scaling scale) => (k, lr, w, g) =>
    {
        double[] u = scale(k, g);
        for (int i = 0; i < w.Length; i++) w[i] -= lr * u[i];
    };

    private static TensorStep Average(Dictionary<string, double> h, Scaling scale, int length)
    {
        var m = new double[length];
        return (k, lr, w, g) =>
        {
            double[] u = scale(k, g);
            for (int i = 0; i < w.Length; i++)
            {
                m[i] = h["beta1"] * m[i] + (1 - h["beta1"]) * lr * u[i];
                w[i] = (1 - lr * h["weight_decay"]) * w[i] - m[i];
            }
        };
    }

    private static Scaling Scale(Dictionary<string, double> h, long[] shape, int length)
    {
        int rows = shape.Length < 2 ? 1 : (int)shape[^2], columns = (int)shape[^1], matrices = length / (rows * columns);
        double[] r = new double[matrices * rows], c = new double[matrices * columns], v = new double[length];
        return (k, g) =>
        {
            double keep = 1 - Math.Pow(k, -h["decay_rate"]);
            for (int i = 0; i < r.Length; i++) r[i] *= keep;
            for (int i = 0; i < c.Length; i++) c[i] *= keep;
            for (int i = 0; i < length; i++)
            {
                double square = g[i] * g[i] + h["eps1"];
                r[Row(i)] += (1 - keep) * square / columns;
                c[Column(i)] += (1 - keep) * square / rows;
                v[i] = keep * v[i] + (1 - keep) * square;
            }

            var u = new double[length];
            for (int i = 0; i < length; i++)
            {
                double mean = r.Skip(i / (rows * columns) * rows).Take(rows).Average();
                u[i] = g[i] / Math.Sqrt(shape.Length < 2 ? v[i] : r[Row(i)] * c[Column(i)] / mean);
            }
            double limit = Math.Max(1, Rms(u) / h["clip"]);
            return [.. u.Select(component => component / limit)];
        };

        int Row(int i) => i / columns;

        int Column(int i) => i / (rows * columns) * columns + i % columns;
    }

    private static Scaling Sm3(long[] shape, int length)
    {
        int columns = length / (int)shape[0];
        double[] r = new double[length / columns], c = new double[columns], v = new double[length];
        return (_, g) =>
        {
            for (int i = 0; i < length; i++) v[i] = (shape.Length < 2 ? v[i] : Math.Min(r[i / columns], c[i % columns])) + g[i] * g[i];
            Array.Clear(r);
            Array.Clear(c);
            for (int i = 0; i < length; i++)
            {
                r[i / columns] = Math.Max(r[i / columns], v[i]);
                c[i % columns] = Math.Max(c[i % columns], v[i]);
            }
            return [.. g.Select((component, i) => component / Math.Sqrt(v[i]))];
        };
    }

    private static double Rms(double[] x) => Math.Sqrt(x.Average(component => component * component));
}
