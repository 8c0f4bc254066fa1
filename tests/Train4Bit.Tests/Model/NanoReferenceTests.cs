using StableSpamCompose.Arrays;
using StableSpamCompose.Optimizers;
using StableSpamCompose.Plans;
using StableSpamCompose.Train4Bit.Model;
using StableSpamCompose.Train4Bit.Numerics;
using StableSpamCompose.Train4Bit.Quantisation;

namespace StableSpamCompose.Train4Bit.Tests.Model;

/// <summary>The model, the quantisers and the optimizers together, against an independent run in PyTorch.</summary>
public class NanoReferenceTests
{
    private const int Steps = 20;
    private static readonly NanoReference Reference = new();
    private static readonly byte[] Text = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Data", "moby-dick.txt"));
    private static readonly GroupSizes Groups = new(NanoReference.Group, NanoReference.Group);

    [Theory]
    [InlineData("fp32", "fp32")]
    [InlineData("fp4", "fp4-authors")]
    [InlineData("fp4p", "fp4")]
    [InlineData("int4d", "int4")]
    [InlineData("int2d", "int2")]
    public void The_first_step_agrees_in_every_precision(string recorded, string precision)
    {
        using Llama<float> model = Model(precision);
        (int[] tokens, int[] targets) = Reference.Batch(Text, 0);
        var (loss, norms, tensorNorms, _) = Reference.Run(recorded, "adam", "float32");

        double first = model.LossAndGradient(tokens, targets);

        Assert.Equal(loss[0], first, 1e-5 * loss[0]);
        Assert.Equal(norms[0], Norm(model.Parameters.All.Select(parameter => parameter.Gradient)), 1e-5 * norms[0]);
        foreach (Parameter<float> parameter in model.Parameters.All)
        {
            double norm = tensorNorms[parameter.Name];
            // Numbers near the border of two levels go to one or the other by the order of sums.
            Assert.Equal(norm, Norm([parameter.Gradient]), (recorded == "fp32" ? 1e-5 : 1e-3) * norm);
        }
    }

    [Theory]
    [InlineData("fp32", "fp32", 1e-5)]
    [InlineData("fp4", "fp4-authors", 1e-3)]
    public void The_first_gradient_agrees_element_by_element(string recorded, string precision, double bound)
    {
        using Llama<float> model = Model(precision);
        (int[] tokens, int[] targets) = Reference.Batch(Text, 0);
        float[] expected = NanoReference.Gradient(recorded);

        model.LossAndGradient(tokens, targets);

        int start = 0;
        foreach (Parameter<float> parameter in model.Parameters.All)
        {
            double distance = 0, size = 0;
            for (int i = 0; i < parameter.Gradient.Count; i++, start++)
            {
                distance += Math.Pow(parameter.Gradient.Span[i] - (double)expected[start], 2);
                size += Math.Pow(expected[start], 2);
            }
            Assert.True(Math.Sqrt(distance / size) <= bound, $"{parameter.Name}: {Math.Sqrt(distance / size)}");
        }
    }

    [Theory]
    [InlineData("adam", "Adam")]
    [InlineData("sspam", "StableSpamAuthors")]
    [InlineData("a1", "StableSpam")]
    public void Twenty_steps_agree_in_fp32(string recorded, string optimizer)
    {
        using Llama<float> model = Model("fp32");
        var (loss, gradientNorms, _, finalNorms) = Reference.Run("fp32", recorded, "float32");
        OptimizerInfo info = OptimizerRegistry.Find(OptimizerLibrary.All, optimizer);
        Dictionary<string, double> settings = new() { ["lr"] = 1e-3 };
        if (recorded != "adam")
            settings["interval"] = 8;
        using ArrayOptimizer stepper = info.Create(
            model.Parameters.All.Select(parameter => new ArrayParameter(
                parameter.Name, parameter.Value.Memory, parameter.Gradient.Memory, [.. parameter.Shape])),
            settings);

        for (int step = 0; step < Steps; step++)
        {
            (int[] tokens, int[] targets) = Reference.Batch(Text, step);
            double actual = model.LossAndGradient(tokens, targets);
            double norm = Norm(model.Parameters.All.Select(parameter => parameter.Gradient));
            Assert.True(Math.Abs(actual - loss[step]) <= 1e-4 * loss[step], $"step {step}: {actual}, not {loss[step]}");
            Assert.True(Math.Abs(norm - gradientNorms[step]) <= 1e-3 * norm, $"step {step}: norm {norm}, not {gradientNorms[step]}");
            stepper.Step();
        }
        foreach (Parameter<float> parameter in model.Parameters.All)
            Assert.Equal(finalNorms[parameter.Name], Norm([parameter.Value]), 1e-4 * finalNorms[parameter.Name]);
    }

    private static Llama<float> Model(string precision)
    {
        LinearQuantisation<float> quantisation = Precision.All.Single(known => known.Name == precision).Quantisation(Groups);
        var model = new Llama<float>(
            new Workers(2), NanoReference.Shape, quantisation, NanoReference.Samples, NanoReference.Context);
        NanoReference.SetInitial(model.Parameters);
        return model;
    }

    private static double Norm(IEnumerable<Matrix<float>> matrices)
    {
        double sum = 0;
        foreach (Matrix<float> matrix in matrices)
        {
            foreach (float number in matrix.Span)
                sum += (double)number * number;
        }
        return Math.Sqrt(sum);
    }
}
