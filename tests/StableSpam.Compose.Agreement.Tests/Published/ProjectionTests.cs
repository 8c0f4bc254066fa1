namespace StableSpamCompose.Agreement.Tests.Published;

/// <summary>Rules that take the part along the weights out of the update.</summary>
public class ProjectionTests
{
    // At this delta some steps are projected row by row, some as a whole, and some not.
    private static readonly Dictionary<string, double> Projected = new() { ["eps"] = 1e-3, ["weight_decay"] = 0.5, ["ratio"] = 0.3, ["delta"] = 1.2 };

    private static readonly Dictionary<string, int> Taken = [];

    private static readonly Dictionary<string, PublishedRule> Rules = new()
    {
        ["AdamP"] = new(new(Projected) { ["beta1"] = 0.8, ["beta2"] = 0.95 }, AdamP),
        ["Sgdp"] = new(new(Projected) { ["momentum"] = 0.8, ["dampening"] = 0.3 }, Sgdp),
    };

    public static TheoryData<string> Optimizers => [.. Rules.Keys];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void The_interpreter_agrees_with_the_rule_written_by_hand(string optimizer)
    {
        lock (Taken)
        {
            Taken.Clear();
            Rules[optimizer].AssertAgrees(optimizer);
            Assert.Equal(["not", "rows", "whole"], Taken.Keys.Order());
        }
    }

    private static TensorStep AdamP(Dictionary<string, double> h, long[] shape, double[] initial)
    {
        double[] m = new double[initial.Length], v = new double[initial.Length];
        return (k, lr, w, g) =>
        {
            var u = new double[w.Length];
            for (int i = 0; i < w.Length; i++)
            {
                m[i] = h["beta1"] * m[i] + (1 - h["beta1"]) * g[i];
                v[i] = h["beta2"] * v[i] + (1 - h["beta2"]) * g[i] * g[i];
                u[i] = m[i] / (Math.Sqrt(v[i]) + h["eps"]) * Math.Sqrt(1 - Math.Pow(h["beta2"], k)) / (1 - Math.Pow(h["beta1"], k));
            }
            Step(h, shape, lr, h["weight_decay"], w, g, u);
        };
    }

    private static TensorStep Sgdp(Dictionary<string, double> h, long[] shape, double[] initial)
    {
        var m = new double[initial.Length];
        return (k, lr, w, g) =>
        {
            for (int i = 0; i < w.Length; i++) m[i] = k == 1 ? g[i] : h["momentum"] * m[i] + (1 - h["dampening"]) * g[i];
            Step(h, shape, lr, h["weight_decay"] / (1 - h["momentum"]), w, g, [.. m]);
        };
    }

    // The views of a matrix are tried one after the other: its rows, and the whole as one.
    private static void Step(Dictionary<string, double> h, long[] shape, double lr, double decay, double[] w, double[] g, double[] u)
    {
        double kept = 1;
        if (shape.Length >= 2)
        {
            int columns = w.Length / (int)shape[0];
            string how = IsOrthogonal(columns) ? "rows" : IsOrthogonal(w.Length) ? "whole" : "not";
            Taken[how] = Taken.GetValueOrDefault(how) + 1;
            if (how != "not")
            {
                kept = h["ratio"];
                RemoveRadial(how == "rows" ? columns : w.Length);
            }
        }
        for (int i = 0; i < w.Length; i++) w[i] = w[i] * (1 - lr * decay * kept) - lr * u[i];

        bool IsOrthogonal(int length) => Enumerable.Range(0, w.Length / length).All(run =>
        {
            double[] weights = [.. w.Skip(run * length).Take(length)], gradient = [.. g.Skip(run * length).Take(length)];
            double cosine = Math.Abs(Dot(weights, gradient)) / (Norm(weights) + h["eps"]) / (Norm(gradient) + h["eps"]);
            return cosine < h["delta"] / Math.Sqrt(length);
        });

        void RemoveRadial(int length)
        {
            for (int start = 0; start < w.Length; start += length)
            {
                double size = Norm([.. w.Skip(start).Take(length)]) + h["eps"];
                double[] unit = [.. w.Skip(start).Take(length).Select(component => component / size)];
                double along = Dot(unit, [.. u.Skip(start).Take(length)]);
                for (int i = 0; i < length; i++) u[start + i] -= along * unit[i];
            }
        }
    }

    private static double Dot(double[] x, double[] y) => x.Zip(y, (a, b) => a * b).Sum();

    private static double Norm(double[] x) => Math.Sqrt(Dot(x, x));
}
