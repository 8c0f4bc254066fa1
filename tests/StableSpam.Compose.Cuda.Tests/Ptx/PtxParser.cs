using System.Globalization;
using System.Text.RegularExpressions;

namespace StableSpamCompose.Cuda.Tests.Ptx;

/// <summary>Reads PTX as NVRTC writes it. What the interpreter does not know is refused here, so that it is a whitelist too.</summary>
internal static partial class PtxParser
{
    /// <summary>The kernels of a text.</summary>
    /// <exception cref="PtxRefusal">There is something in it that is not on the list.</exception>
    public static IReadOnlyDictionary<string, PtxKernel> Parse(string text)
    {
        text = Comment().Replace(text, "");
        var kernels = new Dictionary<string, PtxKernel>();
        foreach (Match entry in Entry().Matches(text))
        {
            int start = entry.Index + entry.Length;
            kernels.Add(entry.Groups["name"].Value, ParseKernel(entry.Groups["name"].Value, entry.Groups["parameters"].Value, text[start..EndOf(text, start)]));
        }
        return kernels;
    }

    private static int EndOf(string text, int start)
    {
        int depth = 1;
        int at = start;
        for (; depth > 0; at++) depth += text[at] == '{' ? 1 : text[at] == '}' ? -1 : 0;
        return at - 1;
    }

    private static PtxKernel ParseKernel(string name, string parameters, string body)
    {
        var kernel = new PtxKernel(name);
        Match argument = Argument().Match(parameters);
        if (!argument.Success) throw new PtxRefusal(name, parameters.Trim(), "is not one argument");
        kernel.Places.Add(argument.Groups["name"].Value, 0);
        kernel.ArgumentBytes = int.Parse(argument.Groups["bytes"].Value, CultureInfo.InvariantCulture);
        foreach (string line in body.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0))
        {
            if (Label().Match(line) is { Success: true } label) kernel.Labels.Add(label.Groups["name"].Value, kernel.Statements.Count);
            else if (line.StartsWith(".reg", StringComparison.Ordinal)) DeclareRegisters(kernel, line);
            else if (line.StartsWith(".shared", StringComparison.Ordinal)) DeclareShared(kernel, line);
            else if (line.StartsWith(".pragma \"nounroll\"", StringComparison.Ordinal)) continue;
            else if (line.StartsWith('.')) throw new PtxRefusal(name, line, "is a directive that is not on the list");
            else kernel.Statements.Add(ParseStatement(name, line));
        }
        kernel.Code = [.. kernel.Statements.Select(statement => PtxDecoder.Decode(kernel, statement))];
        return kernel;
    }

    private static void DeclareRegisters(PtxKernel kernel, string line)
    {
        Match declared = Registers().Match(line);
        if (!declared.Success) throw new PtxRefusal(kernel.Name, line, "declares registers in an unknown way");
        int count = int.Parse(declared.Groups["count"].Value, CultureInfo.InvariantCulture);
        for (int i = 0; i < count; i++) kernel.Registers.Add(declared.Groups["name"].Value + i.ToString(CultureInfo.InvariantCulture), kernel.Registers.Count);
    }

    private static void DeclareShared(PtxKernel kernel, string line)
    {
        Match declared = Shared().Match(line);
        if (!declared.Success) throw new PtxRefusal(kernel.Name, line, "declares shared memory in an unknown way");
        int alignment = int.Parse(declared.Groups["alignment"].Value, CultureInfo.InvariantCulture);
        kernel.SharedBytes = (kernel.SharedBytes + alignment - 1) / alignment * alignment;
        kernel.Places.Add(declared.Groups["name"].Value, (ulong)kernel.SharedBytes);
        int count = declared.Groups["count"].Success ? int.Parse(declared.Groups["count"].Value, CultureInfo.InvariantCulture) : 1;
        kernel.SharedBytes += count * int.Parse(declared.Groups["bits"].Value, CultureInfo.InvariantCulture) / 8;
    }

    private static PtxStatement ParseStatement(string kernel, string line)
    {
        Match statement = Statement().Match(line);
        if (!statement.Success) throw new PtxRefusal(kernel, line, "is no statement");
        return new PtxStatement(
            line, statement.Groups["predicate"].Value, statement.Groups["not"].Length > 0,
            statement.Groups["operation"].Value.Split('.'), SplitOperands(statement.Groups["operands"].Value));
    }

    // Commas inside brackets and braces do not separate.
    private static string[] SplitOperands(string text)
    {
        var operands = new List<string>();
        int depth = 0, start = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] is '{' or '[') depth++;
            if (i < text.Length && text[i] is '}' or ']') depth--;
            if (i < text.Length && (text[i] != ',' || depth > 0)) continue;
            if (text[start..i].Trim() is { Length: > 0 } operand) operands.Add(operand);
            start = i + 1;
        }
        return [.. operands];
    }

    [GeneratedRegex(@"//[^\n]*")]
    private static partial Regex Comment();

    [GeneratedRegex(@"\.entry\s+(?<name>\w+)\s*\((?<parameters>.*?)\).*?\{", RegexOptions.Singleline)]
    private static partial Regex Entry();

    [GeneratedRegex(@"^\s*\.param\s+\.align\s+\d+\s+\.b8\s+(?<name>\w+)\[(?<bytes>\d+)\]\s*$")]
    private static partial Regex Argument();

    [GeneratedRegex(@"^(?<name>\$\w+):$")]
    private static partial Regex Label();

    [GeneratedRegex(@"^\.reg\s+\.\w+\s+(?<name>%\w+)<(?<count>\d+)>;$")]
    private static partial Regex Registers();

    [GeneratedRegex(@"^\.shared\s+\.align\s+(?<alignment>\d+)\s+\.[bufs](?<bits>\d+)\s+(?<name>[\w$]+)(\[(?<count>\d+)\])?;$")]
    private static partial Regex Shared();

    [GeneratedRegex(@"^(@(?<not>!?)(?<predicate>%\w+)\s+)?(?<operation>[\w.]+)(\s+(?<operands>.*?))?\s*;$")]
    private static partial Regex Statement();
}

/// <summary>Something that emitted kernels may not contain.</summary>
internal sealed class PtxRefusal(string kernel, string line, string why) : Exception($"{kernel}: \"{line}\" {why}.");

/// <summary>A statement: an operation in its parts, and its operands.</summary>
internal sealed record PtxStatement(string Line, string Predicate, bool IsNegated, string[] Operation, string[] Operands)
{
    /// <summary>What it does.</summary>
    public string Verb => Operation[0];

    /// <summary>The type that it works on.</summary>
    public string Type => Operation[^1];

    /// <summary>Bits of the type.</summary>
    public int Bits => Type == "pred" ? 1 : int.Parse(Type.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>Whether a part of the operation says so.</summary>
    public bool Has(string part) => Operation.Contains(part);
}

/// <summary>A kernel, decoded.</summary>
internal sealed class PtxKernel(string name)
{
    public string Name { get; } = name;

    public Dictionary<string, int> Registers { get; } = [];

    /// <summary>Where named memory begins: shared variables, and the argument.</summary>
    public Dictionary<string, ulong> Places { get; } = [];

    public Dictionary<string, int> Labels { get; } = [];

    public List<PtxStatement> Statements { get; } = [];

    /// <summary>How large its argument is.</summary>
    public int ArgumentBytes { get; set; }

    public int SharedBytes { get; set; }

    public PtxInstruction[] Code { get; set; } = [];
}

/// <summary>A statement that can be run.</summary>
/// <param name="Run">What it does to a thread.</param>
/// <param name="Predicate">The register that says whether it does; -1 for always.</param>
/// <param name="IsNegated">Whether it does so where the register does not hold.</param>
/// <param name="Line">The statement.</param>
internal readonly record struct PtxInstruction(Action<PtxThread> Run, int Predicate, bool IsNegated, string Line);
