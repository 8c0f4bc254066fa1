using StableSpamCompose.Train4Bit.Model;
using StableSpamCompose.Train4Bit.Numerics;
using StableSpamCompose.Train4Bit.Quantisation;

namespace StableSpamCompose.Train4Bit.Tests.Model;

/// <summary>The gradient of every layer against central differences, in double.</summary>
public class LayerGradientTests
{
    private static readonly Workers Two = new(2);

    [Fact]
    public void Embedding()
    {
        var table = new Parameter<double>("table", 5, 37);
        Samples.Fill(table.Value, 1);
        int[] tokens = [3, 0, 3, 4, 3];
        Matrix<double> output = new(5, 37), weights = Samples.Matrix<double>(5, 37, 2);
        var layer = new Embedding<double>(Two, table);

        layer.Backward(tokens, weights);

        CentralDifferences.Check("table", table.Value, table.Gradient, () =>
        {
            layer.Forward(tokens, output);
            return CentralDifferences.Weighted(output, weights);
        });
    }

    [Fact]
    public void Rms_norm()
    {
        const int rows = 130, width = 7;
        var weight = new Parameter<double>("weight", 1, width, isVector: true);
        Samples.Fill(weight.Value, 1);
        Matrix<double> x = Samples.Matrix<double>(rows, width, 2), output = new(rows, width);
        Matrix<double> weights = Samples.Matrix<double>(rows, width, 3), dx = new(rows, width);
        var layer = new RmsNorm<double>(Two, weight, rows);
        double Function()
        {
            layer.Forward(x, rows, output);
            return CentralDifferences.Weighted(output, weights);
        }

        Function();
        layer.Backward(x, rows, weights, dx);

        CentralDifferences.Check("weight", weight.Value, weight.Gradient, Function);
        CentralDifferences.Check("x", x, dx, Function);
    }

    [Fact]
    public void Rms_norm_adds_to_the_gradient_that_is_there()
    {
        var weight = new Parameter<double>("weight", 1, 4, isVector: true);
        Samples.Fill(weight.Value, 1);
        Matrix<double> x = Samples.Matrix<double>(3, 4, 2), dx = new(3, 4), more = Samples.Matrix<double>(3, 4, 4);
        double[] before = more.Span.ToArray();
        var layer = new RmsNorm<double>(Two, weight, 3);
        layer.Forward(x, 3, new Matrix<double>(3, 4));

        layer.Backward(x, 3, Samples.Matrix<double>(3, 4, 3), dx);
        layer.Backward(x, 3, Samples.Matrix<double>(3, 4, 3), more);

        for (int i = 0; i < before.Length; i++)
            Assert.Equal(before[i] + dx.Span[i], more.Span[i], 1e-14);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Linear(bool add)
    {
        const int rows = 9, inputs = 11, outputs = 18;
        var weight = new Parameter<double>("weight", outputs, inputs);
        Samples.Fill(weight.Value, 1);
        Matrix<double> x = Samples.Matrix<double>(rows, inputs, 2), y = new(rows, outputs);
        Matrix<double> weights = Samples.Matrix<double>(rows, outputs, 3), dx = new(rows, inputs);
        using var product = new MatrixProduct<double>(Two);
        var layer = new Linear<double>(Two, product, weight, quantiser: null);
        double Function()
        {
            Samples.Fill(y, 5);
            layer.Forward(x, rows, y, add);
            return CentralDifferences.Weighted(y, weights);
        }

        Function();
        layer.Backward(x, rows, weights, dx);

        CentralDifferences.Check("weight", weight.Value, weight.Gradient, Function);
        CentralDifferences.Check("x", x, dx, Function);
    }

    [Fact]
    public void The_gradient_goes_straight_through_the_rounding_of_weights()
    {
        const int rows = 9, inputs = 11, outputs = 18;
        Parameter<double> weight = new("weight", outputs, inputs), rounded = new("rounded", outputs, inputs);
        Samples.Fill(weight.Value, 1);
        new Halves().Quantise(weight.Value.Span, rounded.Value.Span);
        Matrix<double> x = Samples.Matrix<double>(rows, inputs, 2), dy = Samples.Matrix<double>(rows, outputs, 3);
        using var product = new MatrixProduct<double>(Two);

        (double[] y, double[] dx, double[] dw) = Run(weight, new Halves());

        // As if the rounded weights were the weights; and the weights themselves stay as they are.
        Assert.Equal(Run(rounded, quantiser: null), (y, dx, dw), SameArrays);
        Assert.NotEqual(rounded.Value.Span.ToArray(), weight.Value.Span.ToArray());

        (double[] Y, double[] Dx, double[] Dw) Run(Parameter<double> parameter, IFakeQuantiser<double>? quantiser)
        {
            Matrix<double> outputsOf = new(rows, outputs), inputGradient = new(rows, inputs);
            var layer = new Linear<double>(Two, product, parameter, quantiser);
            layer.Forward(x, rows, outputsOf);
            layer.Backward(x, rows, dy, inputGradient);
            return (outputsOf.Span.ToArray(), inputGradient.Span.ToArray(), parameter.Gradient.Span.ToArray());
        }
    }

    [Fact]
    public void Rotary_encoding()
    {
        const int context = 5, headWidth = 6, rows = 2 * context;
        Matrix<double> x = Samples.Matrix<double>(rows, 2 * headWidth, 1), turned = new(rows, 2 * headWidth);
        Matrix<double> weights = Samples.Matrix<double>(rows, 2 * headWidth, 2), dx = Samples.Matrix<double>(rows, 2 * headWidth, 2);
        var layer = new RotaryEncoding<double>(Two, context, headWidth);

        layer.Backward(dx, rows);

        CentralDifferences.Check("x", x, dx, () =>
        {
            x.Span.CopyTo(turned.Span);
            layer.Forward(turned, rows);
            return CentralDifferences.Weighted(turned, weights);
        });
    }

    [Fact]
    public void Rotary_encoding_turns_pairs_of_halves_by_the_position()
    {
        var x = new Matrix<double>(4, 4);
        new double[] { 1, 2, 3, 4 }.CopyTo(x.Span[12..]);
        new RotaryEncoding<double>(Two, 4, 4).Forward(x, 4);
        (double slow, double fast) = (3 * 0.01, 3);

        double[] expected =
        [
            Math.Cos(fast) - (3 * Math.Sin(fast)), (2 * Math.Cos(slow)) - (4 * Math.Sin(slow)),
            (3 * Math.Cos(fast)) + Math.Sin(fast), (4 * Math.Cos(slow)) + (2 * Math.Sin(slow)),
        ];
        for (int i = 0; i < 4; i++)
            Assert.Equal(expected[i], x.Span[12 + i], 1e-14);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(33)]
    [InlineData(64)]
    public void Causal_attention(int context)
    {
        const int samples = 2, heads = 2, headWidth = 3, width = heads * headWidth;
        int rows = samples * context;
        Matrix<double> q = Samples.Matrix<double>(rows, width, 1), k = Samples.Matrix<double>(rows, width, 2);
        Matrix<double> v = Samples.Matrix<double>(rows, width, 3), output = new(rows, width);
        Matrix<double> weights = Samples.Matrix<double>(rows, width, 4);
        Matrix<double> dq = new(rows, width), dk = new(rows, width), dv = new(rows, width);
        using var layer = new CausalAttention<double>(Two, samples, context, heads, headWidth);
        double Function()
        {
            layer.Forward(q, k, v, samples, output);
            return CentralDifferences.Weighted(output, weights);
        }

        Function();
        layer.Backward(q, k, v, samples, weights, dq, dk, dv);

        CentralDifferences.Check("q", q, dq, Function);
        CentralDifferences.Check("k", k, dk, Function);
        CentralDifferences.Check("v", v, dv, Function);
    }

    [Fact]
    public void Attention_sees_no_later_position()
    {
        const int context = 40, width = 4;
        Matrix<double> q = Samples.Matrix<double>(context, width, 1), k = Samples.Matrix<double>(context, width, 2);
        Matrix<double> v = Samples.Matrix<double>(context, width, 3), output = new(context, width), changed = new(context, width);
        using var layer = new CausalAttention<double>(Two, 1, context, 1, width);
        layer.Forward(q, k, v, 1, output);

        k.Span[(35 * width)..].Fill(9);
        v.Span[(35 * width)..].Fill(9);
        layer.Forward(q, k, v, 1, changed);

        Assert.Equal(output.Span[..(35 * width)].ToArray(), changed.Span[..(35 * width)].ToArray());
        Assert.NotEqual(output.Span[(35 * width)..].ToArray(), changed.Span[(35 * width)..].ToArray());
    }

    [Fact]
    public void SwiGlu()
    {
        const int rows = 5, width = 7;
        Matrix<double> gate = Samples.Matrix<double>(rows, width, 1), up = Samples.Matrix<double>(rows, width, 2), u = new(rows, width);
        foreach (ref double number in gate.Span)
            number *= 4;
        Matrix<double> weights = Samples.Matrix<double>(rows, width, 3), dgate = new(rows, width), dup = new(rows, width);
        var layer = new SwiGlu<double>(Two);
        double Function()
        {
            layer.Forward(gate, up, rows, u);
            return CentralDifferences.Weighted(u, weights);
        }

        layer.Backward(gate, up, rows, weights, dgate, dup);

        CentralDifferences.Check("gate", gate, dgate, Function);
        CentralDifferences.Check("up", up, dup, Function);
    }

    [Fact]
    public void Cross_entropy()
    {
        const int rows = 40, vocabulary = 11;
        Matrix<double> logits = Samples.Matrix<double>(rows, vocabulary, 1), gradient = new(rows, vocabulary);
        foreach (ref double number in logits.Span)
            number *= 3;
        int[] targets = Samples.Tokens(rows, vocabulary, 2);
        var loss = new CrossEntropy<double>(Two, rows);
        // A mean over many rows has small derivatives: the sum is checked instead.
        double Function()
        {
            var copy = new Matrix<double>(rows, vocabulary);
            logits.Span.CopyTo(copy.Span);
            return rows * loss.Compute(copy, targets);
        }

        logits.Span.CopyTo(gradient.Span);
        loss.Compute(gradient, targets);
        foreach (ref double number in gradient.Span)
            number *= rows;

        CentralDifferences.Check("logits", logits, gradient, Function);
    }

    [Fact]
    public void A_model()
    {
        var shape = new ModelShape("tiny", 12, 20, Layers: 2, Heads: 2, Vocabulary: 9);
        const int samples = 2, context = 5;
        using var model = new Llama<double>(Two, shape, LinearQuantisation<double>.None, samples, context);
        int[] tokens = Samples.Tokens(samples * context, shape.Vocabulary, 1), targets = Samples.Tokens(samples * context, shape.Vocabulary, 2);
        int seed = 3;
        foreach (Parameter<double> parameter in model.Parameters.All)
            Samples.Fill(parameter.Value, seed++);

        model.LossAndGradient(tokens, targets);

        foreach (Parameter<double> parameter in model.Parameters.All)
            CentralDifferences.Check(parameter.Name, parameter.Value, parameter.Gradient, () => model.Loss(tokens, targets));
    }

    private static readonly EqualityComparer<(double[] Y, double[] Dx, double[] Dw)> SameArrays =
        EqualityComparer<(double[] Y, double[] Dx, double[] Dw)>.Create(
            (left, right) => left.Y.SequenceEqual(right.Y) && left.Dx.SequenceEqual(right.Dx) && left.Dw.SequenceEqual(right.Dw));

    /// <summary>Rounds to multiples of a half.</summary>
    private sealed class Halves : IFakeQuantiser<double>
    {
        public int GroupSize => 4;

        public void Quantise(ReadOnlySpan<double> source, Span<double> destination)
        {
            for (int i = 0; i < source.Length; i++)
                destination[i] = Math.Round(2 * source[i]) / 2;
        }
    }
}
