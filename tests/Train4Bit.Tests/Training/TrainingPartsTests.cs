using StableSpamCompose.Train4Bit.Model;
using StableSpamCompose.Train4Bit.Training;

namespace StableSpamCompose.Train4Bit.Tests.Training;

public class TrainingPartsTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(15, 0.5)]
    [InlineData(30, 1)]
    [InlineData(165, 0.55)]
    [InlineData(300, 0.1)]
    public void The_rate_rises_in_a_line_and_falls_along_a_cosine_to_a_tenth(int step, double share) =>
        Assert.Equal(0.02 * share, new LearningRateSchedule(0.02, 300, 30).At(step), 1e-15);

    [Fact]
    public void Without_a_warm_up_the_first_rate_is_the_highest() => Assert.Equal(0.02, new LearningRateSchedule(0.02, 300, 0).At(0));

    [Fact]
    public void A_spike_is_five_times_the_median_of_the_steps_before()
    {
        double[] norms = [.. Enumerable.Repeat(1.0, 100)];
        norms[5] = 50;
        norms[30] = 5;
        norms[40] = 5.01;
        norms[80] = double.NaN;

        Assert.Equal([40, 80], GradientSpikes.Steps(norms));
    }

    [Fact]
    public void The_median_is_that_of_fifty_steps()
    {
        double[] norms = [.. Enumerable.Range(0, 100).Select(step => step < 60 ? 1.0 : 4)];
        norms[90] = 6;
        // Of the 50 steps before step 90, 20 have the norm 1 and 30 the norm 4.
        Assert.Empty(GradientSpikes.Steps(norms));
        norms[70] = 6;
        // Before step 70 there are 40 and 10.
        Assert.Equal([70], GradientSpikes.Steps(norms));
    }

    [Fact]
    public void The_largest_norm_is_compared_with_the_median_after_the_first_ten_steps()
    {
        double[] norms = [100, .. Enumerable.Repeat(2.0, 9), 1, 2, 3, 4, 12];

        Assert.Equal(4, GradientSpikes.LargestOverMedian(norms));
        Assert.True(double.IsNaN(GradientSpikes.LargestOverMedian(norms[..10])));
    }

    [Fact]
    public void Batches_depend_on_seed_and_step_alone_and_stay_within_their_part()
    {
        // The training part counts up to 94, the validation part has 200 only.
        var corpus = new TextCorpus("counting", [.. Enumerable.Range(0, 95).Select(i => (byte)i), .. Enumerable.Repeat((byte)200, 5)]);
        Batches batches = new(corpus, 4, 3, seed: 1), again = new(corpus, 4, 3, seed: 1), other = new(corpus, 4, 3, seed: 2);
        var firsts = new HashSet<int>();
        bool differs = false;
        for (int step = 0; step < 2000; step++)
        {
            batches.Train(step);
            other.Train(step);
            differs |= !batches.Tokens.SequenceEqual(other.Tokens);
            for (int i = 0; i < 12; i++)
            {
                Assert.Equal(batches.Tokens[i] + 1, batches.Targets[i]);
                Assert.InRange(batches.Targets[i], 1, 94);
                if (i % 3 == 0)
                    firsts.Add(batches.Tokens[i]);
            }
        }
        again.Train(1999);

        Assert.Equal(batches.Tokens, again.Tokens);
        Assert.True(differs);
        // Every place that a sample can begin at.
        Assert.Equal(92, firsts.Count);
        batches.Validate(batches.ValidationCount - 1);
        Assert.All(batches.Targets, target => Assert.Equal(200, target));
    }

    [Fact]
    public void Validation_windows_reach_from_the_first_to_the_last_byte()
    {
        var corpus = new TextCorpus("counting", [.. Enumerable.Range(0, 4000).Select(i => (byte)(i < 3800 ? 0 : i - 3800))]);
        var batches = new Batches(corpus, 8, 10, seed: 5);
        batches.Validate(0);
        Assert.Equal(0, batches.Tokens[0]);
        batches.Validate(batches.ValidationCount - 1);
        Assert.Equal(199, batches.Targets[^1]);
        Assert.Equal(64, 8 * batches.ValidationCount);
    }

    [Fact]
    public void Initial_matrices_are_normal_and_norms_one()
    {
        var shape = new ModelShape("test", 64, 192, 1, 2);
        LlamaParameters<float> parameters = new(shape), same = new(shape), other = new(shape);
        InitialParameters.Set(parameters, 3);
        InitialParameters.Set(same, 3);
        InitialParameters.Set(other, 4);

        float[] numbers = parameters.Embedding.Value.Span.ToArray();
        double mean = numbers.Average(), deviation = Math.Sqrt(numbers.Average(number => number * (double)number));
        Assert.InRange(mean, -0.0006, 0.0006);
        Assert.InRange(deviation, 0.0195, 0.0205);
        Assert.InRange(numbers.Count(number => Math.Abs(number) > 0.04) / (double)numbers.Length, 0.04, 0.051);
        Assert.All(parameters.Norm.Value.Span.ToArray(), number => Assert.Equal(1, number));
        Assert.Equal(numbers, same.Embedding.Value.Span.ToArray());
        Assert.NotEqual(numbers, other.Embedding.Value.Span.ToArray());
        Assert.NotEqual(parameters.Layers[0].Query.Value.Span.ToArray(), parameters.Layers[0].Key.Value.Span.ToArray());
    }

    [Theory]
    [InlineData("nano", 0.33e6, 0.36e6)]
    [InlineData("micro", 2.5e6, 3.5e6)]
    [InlineData("60m", 58.0e6, 58.2e6)]
    [InlineData("130m", 134.0e6, 134.2e6)]
    [InlineData("350m", 367.9e6, 368.1e6)]
    [InlineData("1b", 1339.0e6, 1339.2e6)]
    public void Shapes_have_the_size_of_their_name(string name, double least, double most)
    {
        ModelShape shape = ModelShape.Named.Single(known => known.Name == name);
        Assert.InRange(shape.ParameterCount, least, most);
        Assert.Equal(0, shape.Width % shape.Heads);
        Assert.Equal(0, shape.HeadWidth % 2);
        if (shape.ParameterCount < 1e7)
            Assert.Equal(shape.ParameterCount, new LlamaParameters<float>(shape).All.Sum(parameter => (long)parameter.Value.Count));
    }
}
