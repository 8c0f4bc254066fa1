using StableSpamCompose.Train4Bit.Quantisation;
using StableSpamCompose.Train4Bit.Tests.Model;

namespace StableSpamCompose.Train4Bit.Tests.Quantisation;

/// <summary>The quantisers against what an independent program makes of two groups of 64.</summary>
public class QuantiserVectorTests
{
    private const int Group = 64;

    public static TheoryData<string, GroupQuantiser> Quantisers => new()
    {
        { "fp4_authors", Fp4Quantiser.Authors(Group) },
        { "fp4_e1m2_15", Fp4Quantiser.E1M2(Group) },
        { "int4_activation_deterministic_topk2", new IntegerActivationQuantiser(4, Group) },
        { "int4_weight_asym", new IntegerWeightQuantiser(4, Group) },
        { "int2_weight_asym", new IntegerWeightQuantiser(2, Group) },
    };

    [Theory]
    [MemberData(nameof(Quantisers))]
    public void Every_number_is_the_same(string name, GroupQuantiser quantiser)
    {
        float[] input = NanoReference.QuantiserVector("input"), expected = NanoReference.QuantiserVector(name);
        float[] output = new float[input.Length];

        quantiser.Quantise(input, output);

        Assert.Equal(expected, output);
    }
}
