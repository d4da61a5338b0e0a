namespace LeNetLab.Data.Catalog;

/// <summary>How a character was brought into its field of 28×28.</summary>
public enum Preparation
{
    /// <summary>As MNIST: its longer side is 20 pixels, and its centre of mass lies in the middle.</summary>
    Mnist,

    /// <summary>
    /// As EMNIST: its longer side is 24 pixels, its bounding box lies in the middle, and its edges are blurred
    /// (Cohen, Afshar, Tapson and van Schaik 2017, section II-A and Fig. 1).
    /// </summary>
    Emnist,

    /// <summary>Not at all: the whole picture is scaled to fit, and light stays light.</summary>
    Whole,
}
