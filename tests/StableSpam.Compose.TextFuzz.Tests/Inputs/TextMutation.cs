using System.Text;
using System.Text.RegularExpressions;

namespace StableSpamCompose.TextFuzz.Tests.Inputs;

/// <summary>Breaks texts: by characters, by tokens, by lines, by bytes, and with pieces of other texts.</summary>
/// <param name="random">What chance decides by.</param>
/// <param name="others">Texts that pieces are taken from.</param>
internal sealed partial class TextMutation(Random random, IReadOnlyList<string> others)
{
    private const int LongestPiece = 60;

    /// <summary>One to six changes of a text.</summary>
    public string Mutate(string text)
    {
        for (int changes = 1 + random.Next(3) * random.Next(1, 3); changes > 0; changes--)
        {
            text = random.Next(5) switch
            {
                0 => ChangeCharacters(text),
                1 => ChangeLines(text),
                2 => random.Once(4) ? ChangeBytes(text) : Splice(text),
                _ => ChangeTokens(text),
            };
        }
        return text;
    }

    /// <summary>One to four changes that leave or put in whole tokens.</summary>
    public string MutateTokens(string text)
    {
        for (int changes = random.Next(1, 5); changes > 0; changes--) text = ChangeTokens(text);
        return text;
    }

    private string ChangeCharacters(string text)
    {
        int at = random.Next(text.Length + 1);
        int length = random.Next(Math.Min(text.Length - at, 12) + 1);
        return random.Next(5) switch
        {
            0 => text.Insert(at, Piece()),
            1 => text.Remove(at, length),
            2 => text.Remove(at, length).Insert(at, Piece()),
            3 => text.Insert(at, text.Substring(at, length)),
            _ => random.Once(4) ? text[..at] : text.Insert(at, ((char)random.Next(random.Once(2) ? 0x10000 : 0x100)).ToString()),
        };
    }

    private string ChangeTokens(string text)
    {
        string[] tokens = [.. Token().Matches(text).Select(match => match.Value)];
        if (tokens.Length == 0) return Piece();
        int at = random.Next(tokens.Length);
        int other = random.Next(tokens.Length);
        switch (random.Next(6))
        {
            case 0:
                (tokens[at], tokens[other]) = (tokens[other], tokens[at]);
                break;
            case 1:
                tokens[at] = "";
                break;
            case 2:
                tokens[at] += " " + tokens[other];
                break;
            case 3:
                tokens[at] = LikeIt(tokens[at]);
                break;
            case 4:
                tokens[at] = tokens[other];
                break;
            default:
                tokens[at] = string.Concat(Enumerable.Repeat(tokens[at], random.Next(2, random.Once(8) ? 300 : 6)));
                break;
        }
        return string.Concat(tokens);
    }

    // A name becomes another name, a number another number, so that the text around them keeps its meaning.
    private string LikeIt(string token) => token[0] switch
    {
        >= '0' and <= '9' => random.Pick(Fragments.Numbers),
        >= 'a' and <= 'z' or '_' => random.Pick(Fragments.Names),
        _ => Piece(),
    };

    private string ChangeLines(string text)
    {
        List<string> lines = [.. text.Split('\n')];
        int at = random.Next(lines.Count);
        int other = random.Next(lines.Count);
        switch (random.Next(5))
        {
            case 0:
                lines.RemoveAt(at);
                break;
            case 1:
                lines.Insert(at, lines[other]);
                break;
            case 2:
                (lines[at], lines[other]) = (lines[other], lines[at]);
                break;
            case 3:
                lines[at] = new string(' ', random.Next(8)) + lines[at].TrimStart();
                break;
            default:
                lines[at] += (random.Once(2) ? " # " : " ") + Piece();
                break;
        }
        return string.Join(random.Once(20) ? "\r\n" : "\n", lines);
    }

    private string Splice(string text)
    {
        string other = random.Pick(others);
        int from = random.Next(other.Length);
        string piece = other.Substring(from, random.Next(Math.Min(other.Length - from, LongestPiece) + 1));
        int at = random.Next(text.Length + 1);
        return random.Next(3) switch
        {
            0 => text.Insert(at, piece),
            1 => text[..at] + other[from..],
            _ => text + "\n" + piece,
        };
    }

    private string ChangeBytes(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        for (int changes = random.Next(1, 4); changes > 0 && bytes.Length > 0; changes--)
        {
            int at = random.Next(bytes.Length);
            bytes[at] = random.Next(3) switch
            {
                0 => (byte)(bytes[at] ^ (1 << random.Next(8))),
                1 => (byte)random.Next(256),
                _ => (byte)"\0\t\n\r \"'#:{}[]"[random.Next(13)],
            };
        }
        return Encoding.UTF8.GetString(bytes);
    }

    private string Piece() => random.Next(4) switch
    {
        0 => random.Pick(Fragments.Hostile),
        1 => random.Pick(Fragments.Numbers),
        _ => random.Pick(Fragments.Structural),
    };

    [GeneratedRegex(@"[A-Za-z_][A-Za-z0-9_]*|[0-9][0-9.eE]*|[ ]+|[\s\S]", RegexOptions.CultureInvariant)]
    private static partial Regex Token();
}
