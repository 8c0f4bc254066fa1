using System.Globalization;
using StableSpamCompose.Train4Bit.Model;
using StableSpamCompose.Train4Bit.Quantisation;

namespace StableSpamCompose.Train4Bit.Training;

/// <summary>What all runs of a session share.</summary>
/// <param name="Shape">The model.</param>
/// <param name="Corpus">The text.</param>
/// <param name="Steps">Steps of a run.</param>
/// <param name="Warmup">Steps on which the learning rate rises.</param>
/// <param name="Batch">Samples of a step.</param>
/// <param name="Context">Tokens of a sample.</param>
/// <param name="Interval">Steps between momentum resets, for the optimizers that reset.</param>
/// <param name="Groups">Numbers that are rounded together.</param>
public sealed record SessionSettings(
    ModelShape Shape, TextCorpus Corpus, int Steps, int Warmup, int Batch, int Context, int Interval, GroupSizes Groups)
{
    /// <summary>Tokens of a step.</summary>
    public int TokensPerStep => Batch * Context;

    /// <summary>All that decides what a run computes, beside the run's own choices: what is resumed must agree in it.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Named =>
    [
        new("model", Shape.Name),
        new("text", Corpus.Name),
        new("text_sha256", Corpus.Digest),
        new("steps", Text(Steps)),
        new("warmup", Text(Warmup)),
        new("batch", Text(Batch)),
        new("context", Text(Context)),
        new("interval", Text(Interval)),
        new("weight_group", Text(Groups.Weights)),
        new("activation_group", Text(Groups.Activations)),
    ];

    /// <summary>Refuses what was made with other settings.</summary>
    /// <param name="file">The file that was.</param>
    /// <param name="found">Its settings.</param>
    /// <exception cref="TrainException">They differ; the message names the first that does.</exception>
    public void CheckSame(string file, IEnumerable<KeyValuePair<string, string>> found)
    {
        Dictionary<string, string> others = new(found);
        foreach ((string name, string value) in Named)
        {
            string other = others.GetValueOrDefault(name, "none");
            if (other != value)
            {
                throw new TrainException(
                    $"{file}: it was made with {name} {other}, and this run has {name} {value}; give the same settings, or another --out.");
            }
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
