using System.Globalization;
using System.Text;

namespace StableSpamCompose.TextFuzz.Tests.Inputs;

/// <summary>Writes scalars of YAML.</summary>
internal static class YamlText
{
    /// <summary>Any text whatever in double quotes.</summary>
    public static string Quoted(string value)
    {
        var text = new StringBuilder("\"");
        foreach (char c in value)
        {
            if (c is '"' or '\\') text.Append('\\').Append(c);
            else if (c is >= ' ' and <= '~') text.Append(c);
            else text.Append("\\u").Append(((int)c).ToString("X4", CultureInfo.InvariantCulture));
        }
        return text.Append('"').ToString();
    }
}
