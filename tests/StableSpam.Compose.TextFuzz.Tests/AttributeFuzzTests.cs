using StableSpamCompose.TextFuzz.Tests.Inputs;
using StableSpamCompose.TextFuzz.Tests.Running;
using Xunit.Abstractions;

namespace StableSpamCompose.TextFuzz.Tests;

/// <summary>Classes with attributes that are made, or broken, by chance, and calls of them.</summary>
public class AttributeFuzzTests(ITestOutputHelper output)
{
    [Fact]
    public void Attributes_are_refused_or_compile() => new FuzzRun(nameof(Attributes_are_refused_or_compile), AttributeInputs.Files, output).Try(FuzzSettings.Count(1_000));

    [Fact]
    public void A_seed_makes_the_same_input_again() =>
        Assert.All(Enumerable.Range(1, 50), seed => Assert.Equal(AttributeInputs.Files(seed).ToString(), AttributeInputs.Files(seed).ToString()));
}
