using System.Text;

namespace StableSpamCompose.Compiler.Model;

/// <summary>How the names of recipes are spelled in attributes, and back: <c>weight_decay</c> is <c>WeightDecay</c>.</summary>
public static class AttributeWords
{
    private const string AttributeSuffix = "Attribute";

    /// <summary>The attribute class of a transform.</summary>
    public static string ClassOf(string transform) => transform + AttributeSuffix;

    /// <summary>The transform of an attribute class.</summary>
    public static string TransformOf(string className) =>
        className.EndsWith(AttributeSuffix, StringComparison.Ordinal) ? className.Substring(0, className.Length - AttributeSuffix.Length) : className;

    /// <summary>A name of a recipe as C# spells it. Before a digit the underscore stays, so that <c>beta_1</c> is not <c>beta1</c>.</summary>
    public static string Capitalised(string name)
    {
        var text = new StringBuilder();
        bool isStart = true;
        foreach (char c in name)
        {
            if (c != '_')
            {
                if (isStart && text.Length > 0 && char.IsDigit(c)) text.Append('_');
                text.Append(isStart ? char.ToUpperInvariant(c) : c);
            }
            isStart = c == '_';
        }
        return text.ToString();
    }

    /// <summary>A name as C# spells it as recipes do.</summary>
    public static string InRecipe(string name)
    {
        var text = new StringBuilder();
        foreach (char c in name)
        {
            if (char.IsUpper(c) && text.Length > 0) text.Append('_');
            text.Append(char.ToLowerInvariant(c));
        }
        return text.ToString();
    }
}
