<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="en_US">
<context>
    <name>Wording</name>
    <message numerus="yes">
        <source>%Ln photo(s)</source>
        <translation>
            <numerusform>%Ln photo</numerusform>
            <numerusform>%Ln photos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln s left</source>
        <translation>
            <numerusform>%Ln s left</numerusform>
            <numerusform>%Ln s left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln min left</source>
        <translation>
            <numerusform>%Ln min left</numerusform>
            <numerusform>%Ln min left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln h left</source>
        <translation>
            <numerusform>%Ln h left</numerusform>
            <numerusform>%Ln h left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %Ln min</source>
        <translation>
            <numerusform>about %Ln min</numerusform>
            <numerusform>about %Ln min</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %Ln h</source>
        <translation>
            <numerusform>about %Ln h</numerusform>
            <numerusform>about %Ln h</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln min ago</source>
        <translation>
            <numerusform>%Ln min ago</numerusform>
            <numerusform>%Ln min ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln h ago</source>
        <translation>
            <numerusform>%Ln h ago</numerusform>
            <numerusform>%Ln h ago</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fovea::app::Desk</name>
    <message numerus="yes">
        <source>%Ln photo(s) added to %1.</source>
        <translation>
            <numerusform>%Ln photo added to %1.</numerusform>
            <numerusform>%Ln photos added to %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) taken out of %1. They stay in the library.</source>
        <translation>
            <numerusform>%Ln photo taken out of %1. It stays in the library.</numerusform>
            <numerusform>%Ln photos taken out of %1. They stay in the library.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) could not be read.</source>
        <translation>
            <numerusform>%Ln photo could not be read.</numerusform>
            <numerusform>%Ln photos could not be read.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) added.</source>
        <translation>
            <numerusform>%Ln photo added.</numerusform>
            <numerusform>%Ln photos added.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fovea::ui::CaptionGrid</name>
    <message numerus="yes">
        <source>same as %Ln other(s)</source>
        <translation>
            <numerusform>same as %Ln other</numerusform>
            <numerusform>same as %Ln others</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fovea::ui::DropOverlay</name>
    <message numerus="yes">
        <source>%Ln folder(s), with all photos below</source>
        <translation>
            <numerusform>%Ln folder, with all photos below</numerusform>
            <numerusform>%Ln folders, with all photos below</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>for folders; this is %Ln photo(s)</source>
        <translation>
            <numerusform>for folders; this is one photo</numerusform>
            <numerusform>for folders; these are %Ln photos</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fovea::ui::FoldersPage</name>
    <message numerus="yes">
        <source>%1 in %Ln folder(s). Indexing only reads them; your files stay as they are.</source>
        <translation>
            <numerusform>%1 in one folder. Indexing only reads them; your files stay as they are.</numerusform>
            <numerusform>%1 in %Ln folders. Indexing only reads them; your files stay as they are.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fovea::ui::MainWindow</name>
    <message numerus="yes">
        <source>A search takes %Ln picture(s); the first ones were taken.</source>
        <translation>
            <numerusform>A search takes one picture; the first one was taken.</numerusform>
            <numerusform>A search takes %Ln pictures; the first ones were taken.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln picture(s)</source>
        <translation>
            <numerusform>one picture</numerusform>
            <numerusform>%Ln pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) copied. Paste into a folder or a message.</source>
        <translation>
            <numerusform>One photo copied. Paste it into a folder or a message.</numerusform>
            <numerusform>%Ln photos copied. Paste them into a folder or a message.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Search the %Ln photo(s) that are ready, in your own words</source>
        <translation>
            <numerusform>Search the one photo that is ready, in your own words</numerusform>
            <numerusform>Search the %Ln photos that are ready, in your own words</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Search your %Ln photo(s), in your own words</source>
        <translation>
            <numerusform>Search your photo, in your own words</numerusform>
            <numerusform>Search your %Ln photos, in your own words</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Best %Ln photo(s)</source>
        <translation>
            <numerusform>Best photo</numerusform>
            <numerusform>Best %Ln photos</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fovea::ui::PhotoGrid</name>
    <message numerus="yes">
        <source>%Ln photo(s)</source>
        <translation>
            <numerusform>%Ln photo</numerusform>
            <numerusform>%Ln photos</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fovea::ui::ProblemsPage</name>
    <message numerus="yes">
        <source>%Ln file(s) could not be read; the rest of each folder is not affected.</source>
        <translation>
            <numerusform>One file could not be read; the rest of its folder is not affected.</numerusform>
            <numerusform>%Ln files could not be read; the rest of each folder is not affected.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fovea::ui::SelectionBar</name>
    <message numerus="yes">
        <source>%Ln photo(s) selected</source>
        <translation>
            <numerusform>%Ln photo selected</numerusform>
            <numerusform>%Ln photos selected</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fovea::ui::TeachCurvesView</name>
    <message numerus="yes">
        <source>per epoch, %Ln epoch(s)</source>
        <translation>
            <numerusform>per epoch, %Ln epoch</numerusform>
            <numerusform>per epoch, %Ln epochs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fovea::ui::TeachMethodStep</name>
    <message numerus="yes">
        <source>%Ln more, stronger</source>
        <translation>
            <numerusform>%Ln more, stronger</numerusform>
            <numerusform>%Ln more, stronger</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln more, milder</source>
        <translation>
            <numerusform>%Ln more, milder</numerusform>
            <numerusform>%Ln more, milder</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln more, milder and stronger</source>
        <translation>
            <numerusform>%Ln more, milder and stronger</numerusform>
            <numerusform>%Ln more, milder and stronger</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of the %Ln photo(s) are kept aside, to see afterwards whether it helped.</source>
        <translation>
            <numerusform>%1 of the %Ln photo is kept aside, to see afterwards whether it helped.</numerusform>
            <numerusform>%1 of the %Ln photos are kept aside, to see afterwards whether it helped.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fovea::ui::TeachPage</name>
    <message numerus="yes">
        <source>%1, %Ln photo(s) with captions</source>
        <translation>
            <numerusform>%1, %Ln photo with a caption</numerusform>
            <numerusform>%1, %Ln photos with captions</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fovea::ui::TeachSourceStep</name>
    <message numerus="yes">
        <source>, %Ln with a caption</source>
        <translation>
            <numerusform>, %Ln with a caption</numerusform>
            <numerusform>, %Ln with a caption</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>, %Ln caption(s) are equal</source>
        <translation>
            <numerusform>, %Ln caption is equal</numerusform>
            <numerusform>, %Ln captions are equal</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Confirm %Ln proposal(s)</source>
        <translation>
            <numerusform>Confirm %Ln proposal</numerusform>
            <numerusform>Confirm %Ln proposals</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The %Ln photo(s) without a caption are left out.</source>
        <translation>
            <numerusform>The %Ln photo without a caption is left out.</numerusform>
            <numerusform>The %Ln photos without a caption are left out.</numerusform>
        </translation>
    </message>
</context>
</TS>
