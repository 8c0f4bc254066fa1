using StableSpamCompose.Compiler.Emit;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Tests.Emit;

/// <summary>Names of recipes as C# identifiers.</summary>
public class IdentifierTests
{
    [Theory]
    [InlineData("weight_decay", "WeightDecay", "weightDecay")]
    [InlineData("AdaGN.m", "AdaGNM", "adaGNM")]
    [InlineData("kept u 2", "KeptU2", "keptU2")]
    [InlineData("m", "M", "m")]
    [InlineData("class", "Class", "@class")]
    [InlineData("_", "_", "_")]
    [InlineData("__", "_", "_")]
    [InlineData("_2", "_2", "_2")]
    [InlineData("a__b_", "AB", "aB")]
    public void A_name_is_an_identifier(string name, string pascal, string camel)
    {
        Assert.Equal(pascal, Identifiers.Pascal(name));
        Assert.Equal(camel, Identifiers.Camel(name));
    }

    [Theory]
    [InlineData("step", "step")]
    [InlineData("float", "@float")]
    [InlineData("value", "value")]
    public void A_keyword_is_marked(string name, string escaped) => Assert.Equal(escaped, Identifiers.Escape(name));

    [Fact]
    public void Names_are_given_out_once()
    {
        var pool = new NamePool(["step", "m2"]);

        Assert.Equal(["m", "m3", "step2", "step3", "M"], new[] { "m", "m", "step", "step", "M" }.Select(pool.Take));
    }
}
