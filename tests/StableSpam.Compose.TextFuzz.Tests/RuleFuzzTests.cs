using StableSpamCompose.TextFuzz.Tests.Inputs;
using StableSpamCompose.TextFuzz.Tests.Running;
using Xunit.Abstractions;

namespace StableSpamCompose.TextFuzz.Tests;

/// <summary>Rules that are broken by tokens.</summary>
public class RuleFuzzTests(ITestOutputHelper output)
{
    [Fact]
    public void Rules_are_refused_or_compile() => new FuzzRun(nameof(Rules_are_refused_or_compile), RecipeInputs.Rules, output).Try(FuzzSettings.Count(3_000));
}
