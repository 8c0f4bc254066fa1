using StableSpamCompose.Compiler.Emit;
using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Compiler.Tests.Emit;

/// <summary>Text of a recipe stays a comment, or a string, whatever is in it.</summary>
public class CommentTests
{
    [Theory]
    [InlineData("a\nb", "a b")]
    [InlineData("a\r\nb", "a  b")]
    [InlineData("a\u2028b\u2029c\u0085d", "a b c d")]
    [InlineData("a\0\tb", "a  b")]
    [InlineData("*/ } class C { //", "*/ } class C { //")]
    public void A_statement_is_one_line(string text, string line) => Assert.Equal("T: " + line, Comments.Of(new Origin("T", text)));

    [Theory]
    [InlineData("</summary><inject/>", "&lt;/summary&gt;&lt;inject/&gt;")]
    [InlineData("a && b \"c\" 'd'", "a &amp;&amp; b \"c\" 'd'")]
    [InlineData("{0} \n x", "{0}   x")]
    [InlineData("a\ufffeb\uffffc", "a b c")]
    [InlineData("😀", "😀")]
    public void Documentation_is_xml_on_one_line(string text, string xml) => Assert.Equal(xml, Comments.Xml(text));

    [Theory]
    [InlineData("a\"b\\c", "\"a\\\"b\\\\c\"")]
    [InlineData("a\nb\rc\u2028d", "\"a\\nb\\u000dc\\u2028d\"")]
    [InlineData("{0}", "\"{0}\"")]
    public void A_literal_is_escaped(string text, string literal) => Assert.Equal(literal, Comments.Literal(text));

    [Fact]
    public void Half_a_character_stays_out_of_generated_code()
    {
        // Not theories: an attribute cannot hold half a character.
        Assert.Equal("a b", Comments.Xml("a\ud83db"));
        Assert.Equal("a  b😀", Comments.Xml("a\udca9\ud83db😀"));
        Assert.Equal("\"\\ud83d\"", Comments.Literal("\ud83d"));
    }
}
